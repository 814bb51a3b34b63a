import type { Column } from '../../explore/table';

/** Models that the forest is grown on: more change its shares less than its trees differ. */
export const MOST_MODELS = 3000;
/** Has no factor in common with the sizes of grids, so that its multiples reach all of their rows alike. */
const STRIDE = 2_654_435_761;

/** The axes and the metric of models that did not diverge: of all, or of so many evenly over the run. */
export function importanceSample(
  axes: readonly Column[],
  { cells: { values }, index: { order, known }, scale }: Column,
): { axes: Float64Array[]; target: Float64Array; isSampled: boolean } {
  const isSampled = known > MOST_MODELS;
  const rows = order.slice(0, known).sort();
  const sample = isSampled ? Uint32Array.from({ length: MOST_MODELS }, (_, i) => rows[(i * STRIDE) % known]!) : rows;
  const of = (column: Float64Array) => Float64Array.from(sample, (row) => column[row]!);
  const target = scale.kind === 'log' ? of(values).map(scale.place) : of(values);
  return { axes: axes.map((axis) => of(axis.cells.values)), target, isSampled };
}
