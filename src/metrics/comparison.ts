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
  const rowIn = new Map(Array.from(b, (model, row) => [model, row]));
  const matched = Array.from(a, (model, row) => ({ model, row, other: rowIn.get(model) })).sort(
    (one, two) => one.model - two.model,
  );
  const both = matched.filter(({ other }) => other !== undefined);
  const inA = new Set(Array.from(a));
  return {
    a: Uint32Array.from(both, ({ row }) => row),
    b: Uint32Array.from(both, ({ other }) => other!),
    onlyA: matched.filter(({ other }) => other === undefined).map(({ model }) => model),
    onlyB: Array.from(b)
      .filter((model) => !inA.has(model))
      .sort((one, two) => one - two),
  };
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
  const different = Array.from(a.keys()).filter((i) => !Object.is(cellsA[a[i]!], cellsB[b[i]!]));
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
  return median(Array.from(cells, (cell) => magnitude(cell)));
}
