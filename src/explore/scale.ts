/** Where the values of a column lie between its two ends. */
import type { ColumnIndex } from './indexed';
import type { ColumnCells } from './results';

/** What a scale is made of: numbers alone, so that it can be found where the column is and used elsewhere. */
export interface ScaleShape {
  kind: 'linear' | 'log' | 'words';
  /** Least and greatest value. */
  ends: readonly [number, number];
  /** Least value above 0. */
  low: number;
}

export interface ColumnScale extends ScaleShape {
  /** From 0 to 1; NaN for none. */
  place: (value: number) => number;
  /** The value at a place. */
  at: (place: number) => number;
}

/** Ratio of the greatest value to the least positive one from which a scale may be logarithmic. */
const LOG_RATIO = 50;
/** Where a 0 lies below a logarithmic scale, as a share of it, unless its levels are known. */
const ZERO_GAP = 0.08;

export function shapeOf({ values, words }: ColumnCells, { order, known }: ColumnIndex): ScaleShape {
  const at = (share: number) => values[order[Math.round(share * (known - 1))]!] ?? NaN;
  const ends = [at(0), at(1)] as const;
  const positive = firstPositive(values, order, known);
  const low = values[order[positive]!] ?? NaN;
  if (words) return { kind: 'words', ends, low };
  const isLog = ends[0] >= 0 && ends[1] / low >= LOG_RATIO && isEvenerInLogs(at, positive / known, low, ends[1]);
  return { kind: isLog ? 'log' : 'linear', ends, low };
}

export function scaleOf(shape: ScaleShape): ColumnScale {
  return { ...shape, ...(shape.kind === 'log' ? logarithmic(shape) : linear(shape)) };
}

type Places = Pick<ColumnScale, 'place' | 'at'>;

function linear({ ends: [from, to] }: ScaleShape): Places {
  const span = to - from;
  return {
    place: (value) => (span > 0 ? (value - from) / span : value === from ? 0.5 : NaN),
    at: (place) => from + place * span,
  };
}

/** A 0, which no logarithm has, lies a gap below the least value above it. */
function logarithmic({ ends, low }: ScaleShape): Places {
  const hasZero = ends[0] === 0;
  const gap = hasZero ? ZERO_GAP : 0;
  const [from, to] = [Math.log10(low), Math.log10(ends[1])];
  return {
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
