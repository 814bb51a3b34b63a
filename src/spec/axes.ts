/** Axes, zip and sample of a sweep, from their documents to explicit ones. */
import { suggest } from '../suggest';
import type { SpaceSpec } from './dimensions';
import { firstRepeated, mistaken, type Checked } from './mistakes';
import { endsOf } from './sample';
import type { AxisDocument, RangeDocument, SpaceDocument } from './sweep-schema';
import type { Axis, SampleSpec } from './types';

/** A number that a sweep varies. */
export interface Varied {
  path: string;
  /** All of its values, or the two ends of the interval that they lie in. */
  values: readonly number[];
  isInterval: boolean;
  /** Where it stands in the sweep, for messages: `axes[0]`. */
  place: string;
}

/** All numbers that a sweep varies. */
export function variedOf({ axes, zip = [], sample }: SpaceSpec): Varied[] {
  return [
    ...axes.map(({ path, values }, i) => ({ path, values, isInterval: false, place: `axes[${i}]` })),
    ...zip.map(({ path, values }, i) => ({ path, values, isInterval: false, place: `zip[${i}]` })),
    ...(sample?.axes ?? []).map((axis, i) => ({
      path: axis.path,
      values: endsOf(axis),
      isInterval: axis.kind !== 'choice',
      place: `sample.axes[${i}]`,
    })),
  ];
}

/** @param at where they stand in the document, for messages: `sweeps[0].` */
export function checkSpace({ axes = [], zip, sample }: SpaceDocument, at: string): Checked<SpaceSpec> {
  const product = axes.map((axis, i) => checkAxis(axis, `${at}axes[${i}]`));
  const zipped = zip?.map((axis, i) => checkRange(axis, `${at}zip[${i}]`));
  const mistakes = [...product, ...(zipped ?? [])].flatMap((axis) => (axis.ok ? [] : axis.mistakes));
  if (sample) mistakes.push(...sampleMistakes(sample, `${at}sample.`));
  const space: SpaceSpec = {
    axes: product.flatMap(valueOf),
    ...(zipped ? { zip: zipped.flatMap(valueOf) } : {}),
    ...(sample ? { sample } : {}),
  };
  if (mistakes.length === 0) mistakes.push(...conditionMistakes(space.axes, at), ...zipMistakes(space.zip ?? [], at));
  return mistakes.length > 0 ? mistaken(...mistakes) : { ok: true, value: space };
}

function valueOf<T>(checked: Checked<T>): T[] {
  return checked.ok ? [checked.value] : [];
}

function checkAxis({ when, ...document }: AxisDocument, at: string): Checked<Axis> {
  const checked = checkRange(document, at);
  if (!checked.ok) return checked;
  const twice = firstRepeated(checked.value.values);
  if (twice !== undefined) return mistaken(`${at}.values lists ${twice} twice.`);
  return { ok: true, value: { ...checked.value, ...(when ? { when } : {}) } };
}

function checkRange({ path, values, from, to, count, scale }: RangeDocument, at: string): Checked<Axis> {
  if (values) {
    if (from !== undefined || to !== undefined || count !== undefined || scale) {
      return mistaken(`${at} gives both values and a range; keep either values, or from, to, count and scale.`);
    }
    return { ok: true, value: { path, values } };
  }
  if (from === undefined || to === undefined || count === undefined) {
    return mistaken(`${at} needs either values, or a range: from, to and count.`);
  }
  if (from === to) return mistaken(`${at}.to must differ from ${at}.from.`);
  if (scale === 'log' && Math.min(from, to) <= 0) {
    return mistaken(`${at} has a log scale, so from and to must be above 0; list a 0 among values instead.`);
  }
  return { ok: true, value: { path, values: range(from, to, count, scale ?? 'linear') } };
}

/** (count,) rounded to 15 digits, so that 0.1 · 3 is 0.3 and 10^−4 is 0.0001. */
export function range(from: number, to: number, count: number, scale: 'linear' | 'log'): number[] {
  return Array.from({ length: count }, (_, index) => {
    const part = index / (count - 1);
    const value = scale === 'log' ? from * (to / from) ** part : from + (to - from) * part;
    return Number(value.toPrecision(15));
  });
}

/** An axis may depend on one before it, so that none depends on itself. */
function conditionMistakes(axes: readonly Axis[], at: string): string[] {
  return axes.flatMap(({ when }, i) => {
    if (!when) return [];
    const here = `${at}axes[${i}].when`;
    const before = axes.slice(0, i);
    const j = before.findIndex(({ path }) => path === when.path);
    if (j < 0) {
      const hint = suggest(
        when.path,
        before.map(({ path }) => path),
      );
      return [`${here}.path "${when.path}" is none of the axes before it.${hint}`];
    }
    const known = new Set(before[j]!.values);
    const unknown = when.values.find((value) => !known.has(value));
    return unknown === undefined ? [] : [`${here}.values lists ${unknown}, which is no value of ${at}axes[${j}].`];
  });
}

function zipMistakes(zip: readonly Axis[], at: string): string[] {
  const odd = zip.findIndex(({ values }) => values.length !== zip[0]!.values.length);
  if (odd < 0) return [];
  const [first, other] = [zip[0]!.values.length, zip[odd]!.values.length];
  return [
    `${at}zip[0] has ${first} values and ${at}zip[${odd}] has ${other}; axes that go together need as many values each.`,
  ];
}

function sampleMistakes({ axes }: SampleSpec, at: string): string[] {
  return axes.flatMap((axis, i) => {
    const here = `${at}axes[${i}]`;
    if (axis.kind === 'normal') return [];
    if (axis.kind === 'choice') {
      const twice = firstRepeated(axis.values);
      return twice === undefined ? [] : [`${here}.values lists ${twice} twice.`];
    }
    if (axis.from >= axis.to)
      return [`${here}.from must be below ${here}.to, but ${axis.from} is not below ${axis.to}.`];
    if (axis.kind === 'uniform' || axis.from > 0) return [];
    return [`${here} is log-uniform, so from must be above 0, but is ${axis.from}.`];
  });
}
