import type { ColumnInfo } from './columns';
import type { ColumnIndex } from './indexed';
import type { ColumnCells } from './results';
import type { ColumnScale } from './scale';

/** A column that is read, with its order and scale. */
export interface Column {
  info: ColumnInfo;
  cells: ColumnCells;
  index: ColumnIndex;
  scale: ColumnScale;
}

/** The values of a column that is a grid, and the place of each row among them; null of a metric, which only happens to have few. */
export function gridOf({ info, index: { levels, codes } }: Column): { levels: Float64Array; codes: Int16Array } | null {
  return levels && codes && info.role !== 'metric' ? { levels, codes } : null;
}
