import { normalQuantile } from '../random/normal';
import { philox } from '../random/philox';
import { sobol } from '../random/sobol';
import { philoxKey } from '../random/streams';
import type { Distribution, SampleSpec } from './types';

/** Digits of a drawn value: fewer than those in which engines' `pow` and `log` differ. */
const DIGITS = 9;

/** A function that gives the value of a sample's axis (by its index) at a point, from 0. */
export function sampler({ method, seed, axes }: SampleSpec): (point: number, axis: number) => number {
  const key = philoxKey(seed, 'sample');
  const block = new Uint32Array(4);
  const random = (point: number, axis: number, use: number) => philox([point, axis, use, 0], key, block)[0]!;
  if (method === 'random') return (point, axis) => drawn(axes[axis]!, random(point, axis, 0));
  // A shift of its bits, the same for all points, leaves the sequence as even as it is.
  const shifts = axes.map((_, axis) => random(0, axis, 1));
  return (point, axis) => drawn(axes[axis]!, sobol(point, axis) ^ shifts[axis]!);
}

/** The values of which all are in the range of a number where these are: the ends of an interval, or all choices. */
export function endsOf(axis: Distribution): number[] {
  return axis.kind === 'choice' ? axis.values : [drawn(axis, 0), drawn(axis, 0xffffffff)];
}

/** The value of a distribution at the fraction of 2^32 that `word` is, by its quantile function. */
function drawn(axis: Distribution, word: number): number {
  const fraction = ((word >>> 0) + 0.5) * 2 ** -32;
  if (axis.kind === 'choice') return axis.values[Math.floor(fraction * axis.values.length)]!;
  return Number(quantile(axis, fraction).toPrecision(DIGITS));
}

function quantile(axis: Exclude<Distribution, { kind: 'choice' }>, fraction: number): number {
  if (axis.kind === 'normal') return axis.mean + axis.deviation * normalQuantile(fraction);
  const { kind, from, to } = axis;
  return kind === 'uniform' ? from + (to - from) * fraction : from * (to / from) ** fraction;
}
