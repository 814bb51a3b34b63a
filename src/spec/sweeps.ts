/** Sweeps: their axes as lists of values, each value checked by the spec's own schema. */
import { isNumberAt, settingDocument, withValue } from './document';
import { check, firstRepeated, mistaken, type Checked } from './mistakes';
import { MOST_MODELS, SettingSchema, type AxisDocument, type SettingDocument } from './schema';
import { checkSetting, settle } from './setting';
import type { Axis, SeedsSpec, Setting, SweepSpec } from './types';

export interface SweepDocument {
  name: string;
  set: Record<string, unknown>;
  axes: AxisDocument[];
}

/** The setting of a sweep: the spec's, with the sweep's `set` applied in its order. */
export function sweepSetting(setting: Setting, set: Record<string, unknown>): Checked<Setting> {
  let document = settingDocument(setting);
  for (const [path, value] of Object.entries(set)) {
    const replaced = withValue(document, path, value);
    const checked = replaced.ok ? check(SettingSchema, replaced.value) : replaced;
    if (!checked.ok) return checked;
    // What does not go together yet may with the next value; until then the document stays as it is.
    const settled = settle(checked.value);
    document = settled.ok ? settingDocument(settled.value) : checked.value;
  }
  return settle(document);
}

/** The setting at one point of the axes around `base`, an explicit document. */
export function settingAt(base: SettingDocument, values: Record<string, number>): Checked<Setting> {
  let document: unknown = base;
  for (const [path, value] of Object.entries(values)) {
    const replaced = withValue(document, path, value);
    if (!replaced.ok) return replaced;
    document = replaced.value;
  }
  return checkSetting(document);
}

/** The number of models of sweeps. */
export function modelCount(sweeps: readonly { axes: Axis[] }[], seeds: SeedsSpec): number {
  const settings = sweeps.map(({ axes }) => axes.reduce((product, axis) => product * axis.values.length, 1));
  return settings.reduce((sum, count) => sum + count, 0) * seeds.count;
}

/**
 * Checks sweeps around a setting.
 *
 * @param at where the axes of a sweep stand in the document, for messages
 */
export function checkSweeps(
  setting: Setting,
  sweeps: SweepDocument[],
  seeds: SeedsSpec,
  at: (sweep: number) => string,
): Checked<SweepSpec[]> {
  const ranges = sweeps.map(({ axes }, sweep) => axes.map((axis, i) => checkAxis(axis, `${at(sweep)}axes[${i}]`)));
  const bad = ranges.flat().flatMap((axis) => (axis.ok ? [] : axis.mistakes));
  if (bad.length > 0) return mistaken(...bad);
  const resolved = sweeps.map(({ name, set }, sweep) => ({ name, set, axes: ranges[sweep]!.flatMap(valueOf) }));
  const count = modelCount(resolved, seeds);
  if (count > MOST_MODELS) {
    const most = MOST_MODELS.toLocaleString('en');
    return mistaken(`The spec stands for ${count.toLocaleString('en')} models, but at most ${most} can be trained.`);
  }
  const mistakes = resolved.flatMap((sweep, index) => sweepMistakes(setting, sweep, at(index)));
  mistakes.push(...sameNames(resolved));
  return mistakes.length > 0 ? mistaken(...mistakes) : { ok: true, value: resolved };
}

function valueOf<T>(checked: Checked<T>): T[] {
  return checked.ok ? [checked.value] : [];
}

function checkAxis(axis: AxisDocument, at: string): Checked<Axis> {
  const { path, values, from, to, count, scale = 'linear' } = axis;
  if (values) {
    if (from !== undefined || to !== undefined || count !== undefined || axis.scale) {
      return mistaken(`${at} gives both values and a range; keep either values, or from, to, count and scale.`);
    }
    const twice = firstRepeated(values);
    return twice === undefined ? { ok: true, value: { path, values } } : mistaken(`${at}.values lists ${twice} twice.`);
  }
  if (from === undefined || to === undefined || count === undefined) {
    return mistaken(`${at} needs either values, or a range: from, to and count.`);
  }
  if (from === to) return mistaken(`${at}.to must differ from ${at}.from.`);
  if (scale === 'log' && Math.min(from, to) <= 0) {
    return mistaken(`${at} has a log scale, so from and to must be above 0; list a 0 among values instead.`);
  }
  return { ok: true, value: { path, values: range(from, to, count, scale) } };
}

/** (count,) rounded to 15 digits, so that 0.1 · 3 is 0.3 and 10^−4 is 0.0001. */
export function range(from: number, to: number, count: number, scale: 'linear' | 'log'): number[] {
  return Array.from({ length: count }, (_, index) => {
    const part = index / (count - 1);
    const value = scale === 'log' ? from * (to / from) ** part : from + (to - from) * part;
    return Number(value.toPrecision(15));
  });
}

function sweepMistakes(setting: Setting, sweep: SweepSpec, at: string): string[] {
  const sections = Object.keys(SettingSchema.entries);
  const outside = Object.keys(sweep.set).find((path) => !sections.includes(path.split('.')[0]!));
  if (outside !== undefined) return [`${at}set: "${outside}" is none of ${sections.join(', ')}.`];
  const checked = sweepSetting(setting, sweep.set);
  if (!checked.ok) return checked.mistakes.map((mistake) => `${at}set: ${mistake}`);
  const base = settingDocument(checked.value);
  return sweep.axes.flatMap((axis, index) => {
    const here = `${at}axes[${index}]`;
    const twice = sweep.axes.findIndex(({ path }) => path === axis.path) !== index;
    return twice ? [`${here}.path "${axis.path}" is already an axis of this sweep.`] : axisMistakes(base, axis, here);
  });
}

function axisMistakes(base: SettingDocument, { path, values }: Axis, at: string): string[] {
  const found = withValue(base, path, 0);
  if (!found.ok) return found.mistakes.map((mistake) => `${at}.path ${mistake}`);
  if (!isNumberAt(base, path)) return [`${at}.path "${path}" is not a number; give each value a sweep with "set".`];
  const settings = values.map((value) => settingAt(base, { [path]: value }));
  const [first, second] = settings;
  if (first?.ok && second?.ok && JSON.stringify(first) === JSON.stringify(second)) {
    return [`${at}.path "${path}" changes nothing in this spec.`];
  }
  return settings.flatMap((checked, index) =>
    checked.ok ? [] : checked.mistakes.map((mistake) => `${at}, value ${index}: ${mistake}`),
  );
}

function sameNames(sweeps: SweepSpec[]): string[] {
  const twice = firstRepeated(sweeps.map(({ name }) => name));
  return twice === undefined ? [] : [`sweeps has two sweeps named "${twice}"; give each a name of its own.`];
}
