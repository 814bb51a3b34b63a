import { StaleReadBackError } from '../gpu/lost';
import type { Pass } from './passes';

/** What the kernels report of one model: steps count from 1, 0 means healthy. */
export interface Health {
  lossFrozenAt: number;
  updateFrozenAt: number;
  /** Written by the last optimizer step. */
  stamp: number;
}

/** Reads model `model` from the buffers `health` and `updateReports`, two words per model each. */
export function readHealth(health: ArrayBuffer, updateReports: ArrayBuffer, model: number): Health {
  const [lossFrozenAt = 0] = new Uint32Array(health, 8 * model, 1);
  const [updateFrozenAt = 0, stamp = 0] = new Uint32Array(updateReports, 8 * model, 2);
  return { lossFrozenAt, updateFrozenAt, stamp };
}

/** The step (from 1) at which the model was frozen, or null while it is healthy. */
export function frozenAt({ lossFrozenAt, updateFrozenAt }: Health): number | null {
  return lossFrozenAt || updateFrozenAt || null;
}

/**
 * Losses of one model in the slots of `passes`, checked one by one against their stamps.
 * A frozen model writes no more losses: NaN stands for them. Throws StaleReadBackError.
 */
export function readLosses(
  bytes: ArrayBuffer,
  slots: number,
  model: number,
  passes: readonly Pass[],
  health: Health,
): Float32Array {
  const floats = new Float32Array(bytes);
  const words = new Uint32Array(bytes);
  return Float32Array.from(passes, ({ step }) => {
    const at = 2 * (model * slots + step.lossSlot);
    if (words[at + 1] === step.stamp) return floats[at]!;
    if (frozenAt(health) !== null) return NaN;
    throw new StaleReadBackError('a loss');
  });
}

/** Mean of an epoch's batch losses, each batch counted once whatever its rows, as the article's code does. */
export function meanOfBatches(losses: Float32Array): number {
  let sum = 0;
  for (const loss of losses) sum += loss;
  return sum / losses.length;
}

/** Mean over all rows of an evaluation, each batch weighted by its rows: the MSE of the split. */
export function meanOverRows(losses: Float32Array, passes: readonly Pass[]): number {
  const rows = passes.reduce((total, { step }) => total + step.batchRows, 0);
  return losses.reduce((sum, loss, i) => sum + loss * passes[i]!.step.batchRows, 0) / rows;
}
