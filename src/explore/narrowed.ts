/** The spec of some of the models of a run: of one, or of those in a region of its space. */
import { specDocument } from '../spec';
import { applyOverrides } from '../spec/overrides';
import type { SpecInput } from '../spec/schema';
import type { Axis, Spec, SweepSpec } from '../spec/types';
import type { Filters, Range } from './filter';

/** A setting by its place in a run: the name of its sweep, and its values by the paths of the axes that apply. */
export interface Point {
  sweep: string;
  values: Readonly<Record<string, number>>;
}

/** Settings that a spec lists one by one at most. */
export const MOST_LISTED = 256;

/**
 * One setting of the run with one of its seeds, or with all. On the same adapter it is trained to the same bits.
 *
 * @throws ThetascapeError when the spec has no such setting
 */
export function specOfPoint(spec: Spec, point: Point, seed: number | null): SpecInput {
  return {
    ...specOfPoints(spec, [point]),
    ...(seed === null ? {} : { seeds: { ...spec.seeds, first: seed, count: 1 } }),
  };
}

/** The sweeps of the run with their axes narrowed to ranges; null where that cannot say it: a sample is of no product. */
export function specOfRegion(spec: Spec, filters: Filters): SpecInput | null {
  const sweeps = spec.sweeps.map((sweep) => narrowed(sweep, filters));
  if (sweeps.some((sweep) => sweep === 'other')) return null;
  const left = sweeps.filter((sweep) => sweep !== 'other').filter((sweep) => sweep !== null);
  return left.length === 0 ? null : { ...specDocument(spec), sweeps: left };
}

/** These settings, one by one: those with the same axes as one sweep, in which their values go together. */
export function specOfPoints(spec: Spec, points: readonly Point[]): SpecInput {
  const kinds = Map.groupBy(points, ({ sweep, values }) => JSON.stringify([sweep, Object.keys(values)]));
  const sweeps = [...kinds.values()].map((alike, i): SweepSpec => {
    const { sweep, values } = alike[0]!;
    const { set = {} } = spec.sweeps.find(({ name }) => name === sweep) ?? {};
    const axes = Object.keys(values).map((path): Axis => ({ path, values: alike.map((point) => point.values[path]!) }));
    const name = kinds.size === 1 || i === 0 ? sweep : `${sweep}-${i + 1}`;
    return axes.length > 1 ? { name, set, axes: [], zip: axes } : { name, set, axes };
  });
  const [only] = sweeps;
  if (sweeps.length > 1 || points.length > 1 || !only) return { ...specDocument(spec), sweeps };
  // one setting has no axes
  const { values } = points[0]!;
  const settings = [...Object.entries(only.set), ...Object.entries(values)];
  const bare = { ...specDocument(spec), sweeps: [{ name: only.name, set: {}, axes: [] }] };
  return applyOverrides(
    bare,
    settings.map(([path, value]) => `${path}=${JSON.stringify(value)}`),
  );
}

function narrowed(sweep: SweepSpec, filters: Filters): SweepSpec | 'other' | null {
  const paths = new Set([...sweep.axes, ...(sweep.zip ?? [])].map(({ path }) => path));
  const own = [...filters].filter(([name]) => name !== 'sweep' && name !== 'seed');
  if (own.some(([name]) => !paths.has(name)) || sweep.sample) return 'other';
  const within = (path: string, value: number) => isWithin(filters.get(path), value);
  const axes = sweep.axes.map((axis): Axis => ({
    ...axis,
    values: axis.values.filter((value) => within(axis.path, value)),
  }));
  // conditions may name only values that are left
  const conditions = axes.map(({ when, ...axis }): Axis => {
    if (!when) return axis;
    const left = axes.find(({ path }) => path === when.path)!.values;
    return { ...axis, when: { ...when, values: when.values.filter((value) => left.includes(value)) } };
  });
  const zip = sweep.zip && zipWithin(sweep.zip, within);
  const all = [...conditions, ...(zip ?? [])];
  if (all.some(({ values }) => values.length === 0)) return null;
  if (conditions.some(({ when }) => when?.values.length === 0)) return 'other';
  return { ...sweep, axes: conditions, ...(zip && { zip }) };
}

function zipWithin(zip: readonly Axis[], within: (path: string, value: number) => boolean): Axis[] {
  const places = (zip[0]?.values ?? []).map((_, i) => i);
  const left = places.filter((i) => zip.every(({ path, values }) => within(path, values[i]!)));
  return zip.map((axis) => ({ ...axis, values: left.map((i) => axis.values[i]!) }));
}

function isWithin(range: Range | undefined, value: number): boolean {
  return !range || (value >= range[0] && value <= range[1]);
}
