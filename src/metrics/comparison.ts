/** By how much the models of two runs differ. */
import { median } from './statistics';
import type { Cell } from './table';

/** Where the models of two tables stand. */
export interface Matching {
  /** Rows of the models that are in both, pairwise, in the order of their indices. */
  a: Uint32Array;
  b: Uint32Array;
  /** Indices of the models that only one of them has. */
  onlyA: number[];
  onlyB: number[];
}

/** How a column differs in models of two runs. */
export interface ColumnDifference {
  column: string;
  /** How many models differ, be it by one bit. */
  models: number;
  /** Of numbers: the largest difference; infinite where one is no number. */
  absolute: number;
  /** The largest one relative to the larger of both numbers, or to the median of the column where that is larger. */
  relative: number;
  /** The model with the largest relative difference, and what it has in either run. */
  model: number;
  a: Cell;
  b: Cell;
}

const NONE = { model: 0, a: null, b: null };

/** @param a,b (rows,) indices of models */
export function matchModels(a: ArrayLike<number>, b: ArrayLike<number>): Matching {
  const [inA, inB] = [rowsByModel(a), rowsByModel(b)];
  const [rowsA, rowsB] = [new Uint32Array(inA.length), new Uint32Array(inA.length)];
  const [onlyA, onlyB]: [number[], number[]] = [[], []];
  let [i, j, both] = [0, 0, 0];
  while (i < inA.length || j < inB.length) {
    const [own, other] = [a[inA[i]!] ?? Infinity, b[inB[j]!] ?? Infinity];
    if (own === other) {
      rowsA[both] = inA[i++]!;
      rowsB[both++] = inB[j++]!;
    } else if (own < other) onlyA.push(a[inA[i++]!]!);
    else onlyB.push(b[inB[j++]!]!);
  }
  return { a: rowsA.subarray(0, both), b: rowsB.subarray(0, both), onlyA, onlyB };
}

function rowsByModel(models: ArrayLike<number>): Uint32Array {
  const rows = new Uint32Array(models.length).map((_, row) => row);
  return rows.sort((one, two) => models[one]! - models[two]!);
}

/**
 * How a column differs, or null where every bit of it is the same.
 *
 * @param models (rows of a,) indices of models
 */
export function compareColumn(
  column: string,
  { a, b }: Matching,
  models: ArrayLike<number>,
  cellsA: ArrayLike<Cell>,
  cellsB: ArrayLike<Cell>,
): ColumnDifference | null {
  const different: number[] = [];
  for (let i = 0; i < a.length; i++) if (!Object.is(cellsA[a[i]!], cellsB[b[i]!])) different.push(i);
  if (different.length === 0) return null;
  const typical = typicalMagnitude(cellsA);
  const found: ColumnDifference = { column, models: different.length, absolute: 0, relative: -1, ...NONE };
  for (const i of different) {
    const [own, other] = [cellsA[a[i]!]!, cellsB[b[i]!]!];
    const absolute = distance(own, other);
    const relative = absolute === 0 ? 0 : absolute / Math.max(magnitude(own), magnitude(other), typical);
    found.absolute = Math.max(found.absolute, absolute);
    if (relative > found.relative) Object.assign(found, { relative, model: models[a[i]!], a: own, b: other });
  }
  return found;
}

/** What is no number (a text, or the NaN of a model that diverged) is as far from anything else as can be. */
function distance(a: Cell, b: Cell): number {
  const difference = typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) : NaN;
  return Number.isNaN(difference) ? Infinity : difference;
}

const magnitude = (cell: Cell): number => (Number.isFinite(cell) ? Math.abs(Number(cell)) : 0);

function typicalMagnitude(cells: ArrayLike<Cell>): number {
  return median(Float64Array.from(cells, (cell) => magnitude(cell)));
}
