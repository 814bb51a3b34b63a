/** The few statistics that metrics, claims and figures share. Empty input gives NaN, never an exception. */

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** log10 of a loss; NaN for a loss of exactly 0, which no logarithmic axis can show. */
export function log10Loss(loss: number): number {
  return loss > 0 ? Math.log10(loss) : NaN;
}

/** Sample standard deviation (n − 1); NaN for fewer than two values, which have none. */
export function deviation(values: ArrayLike<number>): number {
  if (values.length < 2) return NaN;
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return Math.sqrt(sum / (values.length - 1));
}

/** Quantile by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996). */
export function quantile(values: ArrayLike<number>, probability: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * probability;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** Smallest value without spreading the array over the call stack; NaN if any value is NaN. */
export function minimum(values: ArrayLike<number>): number {
  let smallest = values[0] ?? NaN;
  for (let i = 1; i < values.length; i++) smallest = Math.min(smallest, values[i]!);
  return smallest;
}

export function maximum(values: ArrayLike<number>): number {
  let largest = values[0] ?? NaN;
  for (let i = 1; i < values.length; i++) largest = Math.max(largest, values[i]!);
  return largest;
}

/** Kendall's τ-a of a sequence against its index: 1 if every pair rises, −1 if every pair falls. */
export function risingPairs(values: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) sum += Math.sign(values[j]! - values[i]!);
  }
  return sum / ((values.length * (values.length - 1)) / 2);
}

export interface Band {
  low: Float64Array;
  middle: Float64Array;
  high: Float64Array;
}

/** Seeds from which the 10–90 % band is shown instead of the full range. */
export const SEEDS_FOR_QUANTILES = 5;

/**
 * Median and spread over curves, at each place over those that reach it: 10–90 %, or the range when there are too few
 * curves for quantiles.
 */
export function band(curves: readonly ArrayLike<number>[]): Band {
  const tail = curves.length < SEEDS_FOR_QUANTILES ? 0 : 0.1;
  const across = (probability: number): Float64Array =>
    Float64Array.from({ length: Math.max(0, ...curves.map(({ length }) => length)) }, (_, i) =>
      quantile(
        curves.filter(({ length }) => length > i).map((curve) => curve[i]!),
        probability,
      ),
    );
  return { low: across(tail), middle: across(0.5), high: across(1 - tail) };
}

/** At most `most` items, evenly over the list, first and last included. */
export function evenly<T>(items: ArrayLike<T>, most: number): T[] {
  if (items.length <= most) return Array.from(items);
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))]!);
}
