/** Sweeps: their axes made explicit, each number that they vary checked by the spec's own schema. */
import { checkSpace, variedOf, type Varied } from './axes';
import { settingCount, type SpaceSpec } from './dimensions';
import { isNumberAt, settingDocument, withValue } from './document';
import { check, firstRepeated, mistaken, type Checked } from './mistakes';
import { placesOf } from './places';
import { SettingSchema, type SettingDocument } from './schema';
import { checkSetting, settle } from './setting';
import { MOST_MODELS, type SpaceDocument } from './sweep-schema';
import type { SeedsSpec, Setting, SweepSpec } from './types';

export type SweepDocument = Pick<SweepSpec, 'name' | 'set'> & SpaceDocument;

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

/** The number of models of sweeps. */
export function modelCount(sweeps: readonly SpaceSpec[], seeds: SeedsSpec): number {
  return sweeps.reduce((sum, sweep) => sum + settingCount(sweep), 0) * seeds.count;
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
  const spaces = sweeps.map((sweep, index) => checkSpace(sweep, at(index)));
  const bad = spaces.flatMap((space) => (space.ok ? [] : space.mistakes));
  if (bad.length > 0) return mistaken(...bad);
  const resolved = sweeps.flatMap(({ name, set }, index) => {
    const space = spaces[index]!;
    return space.ok ? [{ name, set, ...space.value }] : [];
  });
  const count = modelCount(resolved, seeds);
  if (count > MOST_MODELS) {
    const most = MOST_MODELS.toLocaleString('en');
    return mistaken(`The spec stands for ${count.toLocaleString('en')} models, but at most ${most} can be trained.`);
  }
  const mistakes = resolved.flatMap((sweep, index) => sweepMistakes(setting, sweep, at(index)));
  mistakes.push(...sameNames(resolved));
  return mistakes.length > 0 ? mistaken(...mistakes) : { ok: true, value: resolved };
}

function sweepMistakes(setting: Setting, sweep: SweepSpec, at: string): string[] {
  const sections = Object.keys(SettingSchema.entries);
  const outside = Object.keys(sweep.set).find((path) => !sections.includes(path.split('.')[0]!));
  if (outside !== undefined) return [`${at}set: "${outside}" is none of ${sections.join(', ')}.`];
  const checked = sweepSetting(setting, sweep.set);
  if (!checked.ok) return checked.mistakes.map((mistake) => `${at}set: ${mistake}`);
  const base = settingDocument(checked.value);
  const varied = variedOf(sweep);
  return varied.flatMap((one, index) => {
    const here = at + one.place;
    const isFirst = varied.findIndex(({ path }) => path === one.path) === index;
    return isFirst ? numberMistakes(base, one, here) : [`${here}.path "${one.path}" is already an axis of this sweep.`];
  });
}

function numberMistakes(base: SettingDocument, { path, values, isInterval }: Varied, at: string): string[] {
  const found = withValue(base, path, 0);
  if (!found.ok) return found.mistakes.map((mistake) => `${at}.path ${mistake}`);
  if (!isNumberAt(base, path)) return [`${at}.path "${path}" is not a number; give each value a sweep with "set".`];
  const mistakes = representatives(values).flatMap((index) => {
    const replaced = withValue(base, path, values[index]);
    const checked = replaced.ok ? checkSetting(replaced.value) : replaced;
    const where = isInterval ? ` reaches ${values[index]}` : `, value ${index}`;
    return checked.ok ? [] : checked.mistakes.map((mistake) => `${at}${where}: ${mistake}`);
  });
  if (mistakes.length > 0) return mistakes;
  const places = placesOf(base, [[path, values[0]!]]);
  if (!places.ok) return places.mistakes;
  return places.value.size > 0 ? [] : [`${at}.path "${path}" changes nothing in this spec.`];
}

/** Indices of values that stand for all: numbers of a spec lie in a range, and are whole or not. */
function representatives(values: readonly number[]): number[] {
  let [least, greatest] = [0, 0];
  values.forEach((value, index) => {
    if (value < values[least]!) least = index;
    if (value > values[greatest]!) greatest = index;
  });
  const broken = values.findIndex((value) => !Number.isInteger(value));
  return [...new Set([least, greatest, broken])].filter((index) => index >= 0).sort((a, b) => a - b);
}

function sameNames(sweeps: SweepSpec[]): string[] {
  const twice = firstRepeated(sweeps.map(({ name }) => name));
  return twice === undefined ? [] : [`sweeps has two sweeps named "${twice}"; give each a name of its own.`];
}
