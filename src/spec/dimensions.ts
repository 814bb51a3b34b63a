/** The settings of a sweep as a product of dimensions, any of which is computed from its index alone. */
import { sampler } from './sample';
import type { Axis, SweepSpec } from './types';

/** What of a sweep varies together: an axis with those that depend on it, the zip, or the sample. */
export interface Dimension {
  /** Positions on it. */
  count: number;
  /** Writes the values at a position, from 0, by path. */
  put: (position: number, values: Record<string, number>) => void;
  /** Whether its positions come in an order of which every beginning is spread evenly already. */
  spread: boolean;
}

export type SpaceSpec = Pick<SweepSpec, 'axes' | 'zip' | 'sample'>;

/** The dimensions of a sweep, the slowest first. */
export function dimensionsOf({ axes, zip, sample }: SpaceSpec): Dimension[] {
  const free = axes.filter(({ when }) => !when).map((axis) => axisDimension(axis, axes));
  return [...free, ...(zip ? [zipDimension(zip)] : []), ...(sample ? [sampleDimension(sample)] : [])];
}

/** The number of settings in a sweep. */
export function settingCount(sweep: SpaceSpec): number {
  return productOf(dimensionsOf(sweep));
}

/** The values at a point of the product of dimensions, by path. */
export function valuesAt(dimensions: readonly Dimension[], point: number): Record<string, number> {
  const values: Record<string, number> = {};
  putAll(dimensions, point, values);
  return values;
}

function productOf(dimensions: readonly Dimension[]): number {
  return dimensions.reduce((product, { count }) => product * count, 1);
}

function putAll(dimensions: readonly Dimension[], point: number, values: Record<string, number>): void {
  let rest = point;
  let stride = productOf(dimensions);
  for (const { count, put } of dimensions) {
    stride /= count;
    put(Math.floor(rest / stride), values);
    rest %= stride;
  }
}

function axisDimension({ path, values }: Axis, axes: readonly Axis[]): Dimension {
  const dependent = axes.flatMap((axis) =>
    axis.when?.path === path ? [{ at: new Set(axis.when.values), dimension: axisDimension(axis, axes) }] : [],
  );
  if (dependent.length === 0) {
    return { count: values.length, put: (position, into) => (into[path] = values[position]!), spread: false };
  }
  let count = 0;
  const branches = values.map((value) => {
    const dimensions = dependent.filter(({ at }) => at.has(value)).map(({ dimension }) => dimension);
    const first = count;
    count += productOf(dimensions);
    return { value, first, dimensions };
  });
  const put: Dimension['put'] = (position, into) => {
    const { value, first, dimensions } = branches.findLast((branch) => branch.first <= position)!;
    into[path] = value;
    putAll(dimensions, position - first, into);
  };
  return { count, put, spread: false };
}

function zipDimension(axes: readonly Axis[]): Dimension {
  const put: Dimension['put'] = (position, into) => {
    for (const { path, values } of axes) into[path] = values[position]!;
  };
  return { count: axes[0]!.values.length, put, spread: false };
}

function sampleDimension(sample: NonNullable<SpaceSpec['sample']>): Dimension {
  const at = sampler(sample);
  const put: Dimension['put'] = (position, into) => {
    sample.axes.forEach(({ path }, axis) => (into[path] = at(position, axis)));
  };
  return { count: sample.count, put, spread: true };
}
