import type { ColumnInfo } from './columns';
import type { ColumnIndex } from './indexed';
import type { ColumnCells } from './results';
import { scaleOf, shapeOf, type ColumnScale, type ScaleShape } from './scale';

/** A column with its order: what lies beside the page, since all that is made of it takes a pass over all rows. */
export interface IndexedColumn {
  info: ColumnInfo;
  cells: ColumnCells;
  index: ColumnIndex;
  scale: ColumnScale;
}

/** What is known of a column once it is in order. */
export interface ColumnFacts {
  /** Rows that have a value. */
  known: number;
  /** The values of a column that is a grid; null of a metric, which only happens to have few. */
  levels: Float64Array | null;
  shape: ScaleShape;
  /** Values that {@link TAIL} of the models lie below and above. */
  tails: readonly [number, number];
}

/** A column as views have it. */
export interface Column extends Omit<ColumnFacts, 'shape'> {
  info: ColumnInfo;
  cells: ColumnCells;
  scale: ColumnScale;
}

/** Share of the models at either end whose values share the last colour: a few extremes leave the others apart. */
const TAIL = 0.02;

export function indexedColumn(info: ColumnInfo, cells: ColumnCells, index: ColumnIndex): IndexedColumn {
  return { info, cells, index, scale: scaleOf(shapeOf(cells, index)) };
}

export function factsOf({ info, cells: { values }, index, scale }: IndexedColumn): ColumnFacts {
  const { order, known, levels } = index;
  const at = (share: number) => values[order[Math.round(share * (known - 1))]!] ?? NaN;
  const { kind, ends, low } = scale;
  const isGrid = info.role !== 'metric';
  return {
    known,
    levels: isGrid && levels ? levels.slice() : null,
    shape: { kind, ends, low },
    tails: [at(TAIL), at(1 - TAIL)],
  };
}

export function columnOf(info: ColumnInfo, cells: ColumnCells, { shape, ...facts }: ColumnFacts): Column {
  return { info, cells, ...facts, scale: scaleOf(shape) };
}
