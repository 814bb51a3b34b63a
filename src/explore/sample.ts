/** Some of many rows, evenly over them. */
import type { IndexedColumn } from './table';

/** Has no factor in common with the sizes of grids, so that its multiples reach all of their rows alike. */
const STRIDE = 2_654_435_761;
/** Models that the forest is grown on: more change its shares less than its trees differ. */
export const MOST_WEIGHED = 3000;

/** All rows, or so many evenly over them. */
export function sampled(rows: Uint32Array, most: number): Uint32Array {
  if (rows.length <= most) return rows;
  return Uint32Array.from({ length: most }, (_, i) => rows[(i * STRIDE) % rows.length]!);
}

/** The axes and the metric of models that did not diverge: of all, or of so many evenly over the run. */
export function importanceSample(
  axes: readonly IndexedColumn[],
  { cells: { values }, index: { order, known }, scale }: IndexedColumn,
): { axes: Float64Array[]; target: Float64Array; isSampled: boolean } {
  const rows = sampled(order.slice(0, known).sort(), MOST_WEIGHED);
  const of = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!);
  const target = scale.kind === 'log' ? of(values).map(scale.place) : of(values);
  return { axes: axes.map((axis) => of(axis.cells.values)), target, isSampled: known > MOST_WEIGHED };
}
