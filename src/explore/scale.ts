/** Where the values of a column lie between its two ends. */
import type { ColumnIndex } from './indexed';
import type { ColumnCells } from './results';

export interface ColumnScale {
  kind: 'linear' | 'log' | 'words';
  /** From 0 to 1; NaN for none. */
  place: (value: number) => number;
  /** The value at a place. */
  at: (place: number) => number;
  /** Least and greatest value. */
  ends: readonly [number, number];
}

/** Ratio of the greatest value to the least positive one from which a scale may be logarithmic. */
const LOG_RATIO = 50;
/** Where a 0 lies below a logarithmic scale, as a share of it, unless its levels are known. */
const ZERO_GAP = 0.08;

export function scaleOf({ values, words }: ColumnCells, { order, known }: ColumnIndex): ColumnScale {
  const at = (share: number) => values[order[Math.round(share * (known - 1))]!] ?? NaN;
  const ends = [at(0), at(1)] as const;
  if (words) return { ...linear(ends), kind: 'words' };
  const positive = firstPositive(values, order, known);
  const low = values[order[positive]!] ?? NaN;
  const isLog = ends[0] >= 0 && ends[1] / low >= LOG_RATIO && isEvenerInLogs(at, positive / known, low, ends[1]);
  return isLog ? logarithmic(low, ends, positive > 0) : linear(ends);
}

function linear(ends: readonly [number, number]): ColumnScale {
  const [from, to] = ends;
  const span = to - from;
  return {
    kind: 'linear',
    ends,
    place: (value) => (span > 0 ? (value - from) / span : value === from ? 0.5 : NaN),
    at: (place) => from + place * span,
  };
}

/** A 0, which no logarithm has, lies a gap below the least value above it. */
function logarithmic(low: number, ends: readonly [number, number], hasZero: boolean): ColumnScale {
  const gap = hasZero ? ZERO_GAP : 0;
  const [from, to] = [Math.log10(low), Math.log10(ends[1])];
  return {
    kind: 'log',
    ends,
    place: (value) =>
      value === 0 ? (hasZero ? 0 : NaN) : gap + ((1 - gap) * (Math.log10(value) - from)) / (to - from),
    at: (place) => (place < gap / 2 ? 0 : 10 ** (from + ((place - gap) / (1 - gap)) * (to - from))),
  };
}

/** Index in the order of the first row whose value is above 0. */
function firstPositive(values: Float64Array, order: Uint32Array, known: number): number {
  let [low, high] = [0, known];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[order[middle]!]! > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether the middle value lies nearer to the middle of the logarithms than to that of the values. */
function isEvenerInLogs(at: (share: number) => number, from: number, low: number, high: number): boolean {
  const middle = at(from + (1 - from) / 2);
  const inValues = Math.abs((middle - low) / (high - low) - 0.5);
  return Math.abs(Math.log(middle / low) / Math.log(high / low) - 0.5) < inValues;
}
