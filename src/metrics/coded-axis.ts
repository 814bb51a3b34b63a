/** An axis as few whole numbers in the order of its values. */
export interface CodedAxis {
  /** (rows,) */
  codes: Uint8Array;
  /** (codes,) share of the rows with each code; they sum to 1. */
  weights: Float64Array;
}

/** Values that an axis is told apart by at most: those of a finer one are put together, equally many each. */
const MOST_CODES = 48;

/** @param values (rows,) those that are not numbers share the first code */
export function coded(values: Float64Array): CodedAxis {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const levels = [...new Set(known)];
  const uppers = levels.length <= MOST_CODES ? levels : quantiles(known);
  const first = known.length < values.length ? 1 : 0;
  const codes = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : first + codeOf(uppers, value)));
  const weights = new Float64Array(first + uppers.length);
  for (const code of codes) weights[code]! += 1 / values.length;
  return { codes, weights };
}

/** (n + 1,) sums of all weights before each code. */
export function cumulative(weights: Float64Array): Float64Array {
  const sums = new Float64Array(weights.length + 1);
  weights.forEach((weight, code) => (sums[code + 1] = sums[code]! + weight));
  return sums;
}

function quantiles(sorted: Float64Array): number[] {
  const ends = Array.from(
    { length: MOST_CODES },
    (_, i) => sorted[Math.ceil(((i + 1) * sorted.length) / MOST_CODES) - 1]!,
  );
  return [...new Set(ends)];
}

/** Index of the first upper end that is not below the value. */
function codeOf(uppers: readonly number[], value: number): number {
  let [low, high] = [0, uppers.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (uppers[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
