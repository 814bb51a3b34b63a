/** A map of two columns: what its cells hold of a third one. */
import type { IndexedColumn } from './table';

/** How a column falls into columns or rows of a map. */
export interface Bins {
  count: number;
  /** (count + 1,) places between them, from 0 to 1. */
  edges: Float64Array;
}

/** The bins of all rows. */
export interface RowBins extends Bins {
  /** (rows,) -1 for none. */
  of: Int16Array;
}

export interface Cells {
  x: Bins;
  y: Bins;
  /** (count of y, count of x), as all that follow: median of the models that did not diverge, NaN without any. */
  median: Float64Array;
  /** Models. */
  count: Uint32Array;
  /** Of them, those that have no value: they diverged. */
  diverged: Uint32Array;
  /** The row in the middle, or one that diverged; -1 without any. */
  row: Int32Array;
}

/** A bin for each value of a grid, or so many of equal size. */
export function binsOf(
  { info, cells: { values }, index: { levels, codes }, scale }: IndexedColumn,
  most: number,
): RowBins {
  if (levels && codes && info.role !== 'metric') {
    const places = Float64Array.from(levels, scale.place);
    const edges = Float64Array.from({ length: levels.length + 1 }, (_, i) => edgeAt(places, i));
    return { count: levels.length, edges, of: codes };
  }
  const of = new Int16Array(values.length);
  for (let row = 0; row < of.length; row++) {
    const place = scale.place(values[row]!);
    of[row] = Number.isNaN(place) ? -1 : Math.min(most - 1, Math.floor(place * most));
  }
  return { count: most, edges: Float64Array.from({ length: most + 1 }, (_, i) => i / most), of };
}

/** The bin at a place, -1 for none. */
export function binAt({ edges, count }: Bins, place: number): number {
  if (!(place >= edges[0]! && place <= edges[count]!)) return -1;
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (edges[middle]! <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Halfway to the neighbour, and as far beyond the first and the last one. */
function edgeAt(places: Float64Array, i: number): number {
  const last = places.length - 1;
  if (last === 0) return i;
  if (i === 0) return places[0]! - (places[1]! - places[0]!) / 2;
  if (i > last) return places[last]! + (places[last]! - places[last - 1]!) / 2;
  return (places[i - 1]! + places[i]!) / 2;
}

/** @param passes (rows,) 0 for rows that are left out */
export function cellsOf(
  { of: columns, ...x }: RowBins,
  { of: lines, ...y }: RowBins,
  { cells: { values }, index: { order, known } }: IndexedColumn,
  passes: Uint8Array,
): Cells {
  const size = x.count * y.count;
  const cells: Cells = {
    x: { ...x, edges: x.edges.slice() },
    y: { ...y, edges: y.edges.slice() },
    median: new Float64Array(size).fill(NaN),
    count: new Uint32Array(size),
    diverged: new Uint32Array(size),
    row: new Int32Array(size).fill(-1),
  };
  const cellAt = (row: number): number => {
    const [column, line] = [columns[row]!, lines[row]!];
    return passes[row] === 0 || column < 0 || line < 0 ? -1 : line * x.count + column;
  };
  for (let i = 0; i < order.length; i++) {
    const cell = cellAt(order[i]!);
    if (cell < 0) continue;
    cells.count[cell]!++;
    if (i < known) continue;
    cells.diverged[cell]!++;
    cells.row[cell] = order[i]!;
  }
  // rows come in the order of their values: the middle one of a cell is its median
  const seen = new Uint32Array(size);
  for (let i = 0; i < known; i++) {
    const row = order[i]!;
    const cell = cellAt(row);
    if (cell < 0) continue;
    const finite = cells.count[cell]! - cells.diverged[cell]!;
    const at = seen[cell]!++;
    if (at === (finite - 1) >> 1) {
      cells.median[cell] = values[row]!;
      cells.row[cell] = row;
    }
    if (finite % 2 === 0 && at === finite / 2) cells.median[cell] = (cells.median[cell]! + values[row]!) / 2;
  }
  return cells;
}

/** (bars,) models that pass in each part of a column, as shares of the most. */
export function barsOf({ count, edges, of }: RowBins, bars: number, passes: Uint8Array): Float64Array {
  const perBin = new Float64Array(count);
  for (let row = 0; row < passes.length; row++) if (passes[row] === 1 && of[row]! >= 0) perBin[of[row]!]!++;
  const shares = new Float64Array(bars);
  perBin.forEach((models, bin) => {
    const middle = (Math.max(0, edges[bin]!) + Math.min(1, edges[bin + 1]!)) / 2;
    shares[Math.min(bars - 1, Math.floor(middle * bars))]! += models;
  });
  const most = Math.max(
    1,
    shares.reduce((a, b) => Math.max(a, b), 0),
  );
  return shares.map((models) => models / most);
}
