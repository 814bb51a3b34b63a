/** Which epochs of a run a view can go back to, when not all of them fit its memory. */

/** Besides the kept epochs, the latest one has a place of its own. */
const LATEST = 1;

/**
 * The epochs that are kept, ascending: 0 (initial), every k-th and the last, with the smallest k that fits; where not
 * even these fit, the first and the last alone.
 *
 * @param total epochs that the run trains
 * @param bytesPerEpoch what an epoch takes
 * @param budget bytes for all of them, and for the latest epoch
 */
export function keptEpochs(total: number, bytesPerEpoch: number, budget: number): number[] {
  const intervals = Math.max(1, Math.floor(budget / bytesPerEpoch) - LATEST - 1);
  const every = Math.max(1, Math.ceil(total / intervals));
  const regular = Array.from({ length: Math.ceil(total / every) }, (_, i) => i * every);
  return [...regular, total];
}

/** Epochs that have a place: the kept ones, and the latest. */
export const places = (kept: readonly number[]): number => kept.length + LATEST;

/**
 * The epoch that is shown when `epoch` is asked for: the latest one, or the last kept one at or before.
 *
 * @param latest epochs trained so far
 */
export function shownEpoch(kept: readonly number[], epoch: number, latest: number): number {
  return epoch >= latest ? latest : kept.findLast((candidate) => candidate <= epoch)!;
}
