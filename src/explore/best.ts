import { quantile, SEEDS_FOR_QUANTILES } from '../metrics/statistics';
import type { Groups } from './groups';
import type { Column } from './table';

/** A setting, and how a metric spreads over its seeds. */
export interface BestSetting {
  /** The row in the middle. */
  row: number;
  models: number;
  diverged: number;
  median: number;
  /** 10 and 90 %, or the least and the greatest with fewer than {@link SEEDS_FOR_QUANTILES} models. */
  low: number;
  high: number;
}

/**
 * The settings with the least (or greatest) median of a metric. One of which more than half diverged has no median, and
 * is not among them.
 *
 * @param passes (rows,) 0 for rows that are left out
 */
export function bestSettings(
  { cells: { values }, index: { order, known } }: Column,
  { count, of }: Groups,
  passes: Uint8Array,
  isLeastBest: boolean,
  most: number,
): BestSetting[] {
  const models = new Uint32Array(count);
  const diverged = new Uint32Array(count);
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (passes[row] === 0) continue;
    models[of[row]!]!++;
    if (i >= known) diverged[of[row]!]!++;
  }
  // of an even number the middle row lies beside the median: some more are compared than are shown
  const rows = new Map<number, number[]>();
  const seen = new Uint32Array(count);
  for (let i = 0; i < known && rows.size < 3 * most; i++) {
    const row = order[isLeastBest ? i : known - 1 - i]!;
    if (passes[row] === 0) continue;
    const group = of[row]!;
    const finite = models[group]! - diverged[group]!;
    if (seen[group]!++ === (finite - 1) >> 1 && finite >= diverged[group]!) rows.set(group, []);
  }
  const isChosen = new Uint8Array(count);
  for (const group of rows.keys()) isChosen[group] = 1;
  for (let i = 0; i < known; i++) {
    const row = order[i]!;
    if (isChosen[of[row]!] === 1 && passes[row] === 1) rows.get(of[row]!)!.push(row);
  }
  const settings = [...rows].map(([group, own]): BestSetting => {
    const numbers = own.map((row) => values[row]!);
    const tail = numbers.length < SEEDS_FOR_QUANTILES ? 0 : 0.1;
    return {
      row: own[(own.length - 1) >> 1]!,
      models: models[group]!,
      diverged: diverged[group]!,
      median: quantile(numbers, 0.5),
      low: quantile(numbers, tail),
      high: quantile(numbers, 1 - tail),
    };
  });
  const sign = isLeastBest ? 1 : -1;
  return settings.sort((a, b) => sign * (a.median - b.median)).slice(0, most);
}
