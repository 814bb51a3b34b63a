/** The rows that lie in all ranges, and what views draw of them. */
import { evenly } from '../metrics/statistics';
import type { Groups } from './groups';
import { MOST_LISTED } from './narrowed';
import { sampled } from './sample';
import type { IndexedColumn } from './table';

/** Lines that are drawn at most: more cover each other. */
const MOST_LINES = { inFront: 3000, behind: 800 };

export interface Selection {
  /** Those rows, in the order of the table. */
  rows: Uint32Array;
  /** Some of them and of all others, evenly. */
  lines: Uint32Array;
  others: Uint32Array;
  /** Settings of which a model is among them. */
  settings: number;
  /** The first row of each of them or, if there are more, of {@link MOST_LISTED}, evenly. */
  listed: Uint32Array;
}

/** What the table is sorted by. */
export interface Sort {
  name: string;
  isDescending: boolean;
}

/** @param passes (rows,) 0 for rows that are left out */
export function selectionOf(
  column: IndexedColumn,
  isDescending: boolean,
  groups: Groups,
  passes: Uint8Array,
): Selection {
  const [inside, outside] = [1, 0].map((wanted) => rowsThat(passes, wanted));
  const firsts = firstsOf(inside!, groups);
  return {
    rows: inOrder(column, isDescending, passes, inside!.length),
    lines: sampled(inside!, MOST_LINES.inFront),
    others: sampled(outside!, MOST_LINES.behind),
    settings: firsts.length,
    listed: Uint32Array.from(evenly(firsts, MOST_LISTED)),
  };
}

function rowsThat(passes: Uint8Array, wanted: number): Uint32Array {
  const rows = new Uint32Array(passes.length);
  let count = 0;
  for (let row = 0; row < passes.length; row++) if (passes[row] === wanted) rows[count++] = row;
  return rows.slice(0, count);
}

/** Rows without a value come last in either order. */
function inOrder({ index: { order, known } }: IndexedColumn, isDescending: boolean, passes: Uint8Array, most: number) {
  const first = isDescending ? order.subarray(0, known).toReversed() : order.subarray(0, known);
  const rows = new Uint32Array(most);
  let count = 0;
  for (const part of [first, order.subarray(known)])
    for (let i = 0; i < part.length; i++) if (passes[part[i]!] === 1) rows[count++] = part[i]!;
  return rows;
}

function firstsOf(rows: Uint32Array, { count: settings, of }: Groups): Uint32Array {
  const isSeen = new Uint8Array(settings);
  const firsts = new Uint32Array(Math.min(settings, rows.length));
  let count = 0;
  for (const row of rows) {
    if (isSeen[of[row]!] === 0) firsts[count++] = row;
    isSeen[of[row]!] = 1;
  }
  return firsts.subarray(0, count);
}
