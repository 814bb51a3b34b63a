/** The order and the distinct values of a column: what sorting, medians, maps and scales are made of. */

export interface ColumnIndex {
  /** (rows,) rows from the least value to the greatest; those without a value last, in their own order. */
  order: Uint32Array;
  /** Rows that have a value. */
  known: number;
  /** Distinct values in ascending order; null where there are more than {@link MOST_LEVELS}. */
  levels: Float64Array | null;
  /** (rows,) the place of each row's value among the levels, -1 for none; null without levels. */
  codes: Int16Array | null;
}

/** Distinct values up to which an axis is a grid: each has a column of a map for itself. */
export const MOST_LEVELS = 1024;

/** @param values (rows,) */
export function indexed(values: Float64Array): ColumnIndex {
  const rows = values.length;
  const order = new Uint32Array(rows);
  let known = 0;
  for (let row = 0; row < rows; row++) if (!Number.isNaN(values[row]!)) order[known++] = row;
  let rest = known;
  for (let row = 0; row < rows; row++) if (Number.isNaN(values[row]!)) order[rest++] = row;
  order.set(sorted(values, order.slice(0, known)));
  return { order, known, ...levelled(values, order, known) };
}

const DIGIT_BITS = 16;
const DIGITS = 2 ** DIGIT_BITS;

/** Rows by their values, equal ones in the order that they came in: a radix sort by digits of the bits of the values. */
function sorted(values: Float64Array, rows: Uint32Array): Uint32Array {
  const bits = sortableBits(values);
  let from = rows;
  let to: Uint32Array = new Uint32Array(rows.length);
  for (let digit = 0; digit < 4; digit++) {
    const shift = DIGIT_BITS * (digit % 2);
    const digitOf = (row: number): number => (bits[2 * row + (digit >> 1)]! >>> shift) & (DIGITS - 1);
    const starts = new Uint32Array(DIGITS + 1);
    for (const row of from) starts[digitOf(row) + 1]!++;
    for (let i = 1; i <= DIGITS; i++) starts[i]! += starts[i - 1]!;
    for (const row of from) to[starts[digitOf(row)]!++] = row;
    [from, to] = [to, from];
  }
  return from;
}

/** (2 rows,) u32 of 64 bits each, low words first, which are in the order of the values as integers. */
function sortableBits(values: Float64Array): Uint32Array {
  // adding 0 makes -0 a 0
  const bits = new Uint32Array(values.map((value) => value + 0).buffer);
  for (let i = 0; i < bits.length; i += 2) {
    const isNegative = bits[i + 1]! >>> 31 === 1;
    bits[i] = isNegative ? ~bits[i]! : bits[i]!;
    bits[i + 1] = isNegative ? ~bits[i + 1]! : bits[i + 1]! | (2 ** 31);
  }
  return bits;
}

function levelled(values: Float64Array, order: Uint32Array, known: number): Pick<ColumnIndex, 'levels' | 'codes'> {
  const levels: number[] = [];
  const codes = new Int16Array(values.length).fill(-1);
  for (let i = 0; i < known; i++) {
    const value = values[order[i]!]!;
    if (i === 0 || value !== levels.at(-1)) {
      if (levels.length === MOST_LEVELS) return { levels: null, codes: null };
      levels.push(value);
    }
    codes[order[i]!] = levels.length - 1;
  }
  return { levels: Float64Array.from(levels), codes };
}
