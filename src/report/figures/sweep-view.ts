import { axisTexts } from '../../metrics/format';
import { strengthColours } from './palette';
import type { SettingGroup } from '../../metrics/summary';
import type { Axis, SweepSpec } from '../../spec/types';

/** Lines or rows that a figure can show and still be read. */
export const MOST_LINES = 12;

/** One setting as the figures show it. */
export interface ShownSetting {
  /** `λ = 1e-5`. */
  label: string;
  /** By the index of the setting in its sweep: darker is stronger. */
  colour: string;
  group: SettingGroup;
}

/** One sweep as the figures show it. */
export interface SweepView {
  sweep: SweepSpec;
  /** Every setting with at least one model that did not diverge. */
  settings: ShownSetting[];
  /** At most {@link MOST_LINES} of them, evenly over the sweep. */
  sample: ShownSetting[];
  /** What captions say of settings that are not drawn; empty when all are. */
  omission: string;
}

export function sweepView(sweep: SweepSpec, groups: readonly SettingGroup[]): SweepView {
  const own = groups.filter((group) => group.sweep === sweep.name);
  const colours = strengthColours(own.length);
  const texts = new Map(sweep.axes.map((axis) => [axis.path, textOf(axis)]));
  const all = own.map((group, i) => ({ label: labelOf(group, texts), colour: colours[i]!, group }));
  const settings = all.filter(({ group }) => group.finite.length > 0);
  const sample = evenly(settings, MOST_LINES);
  return { sweep, settings, sample, omission: omission(all.length, settings.length, sample.length) };
}

/** λ and p as the article writes them, else the last word of the path. */
export function axisSymbol(path: string): string {
  const word = path.split('.').at(-1)!;
  return word.replace('l2Penalty', 'λ').replace('dropout', 'p');
}

/** At most `most` items, evenly over the list, first and last included. */
export function evenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))]!);
}

function textOf({ values }: Axis): (value: number) => string {
  const texts = new Map(axisTexts(values).map((text, i) => [values[i]!, text]));
  return (value) => texts.get(value) ?? String(value);
}

function labelOf({ values, sweep }: SettingGroup, texts: Map<string, (value: number) => string>): string {
  const parts = Object.entries(values).map(
    ([path, value]) => `${axisSymbol(path)} = ${texts.get(path)?.(value) ?? String(value)}`,
  );
  return parts.length === 0 ? sweep : parts.join(', ');
}

function omission(all: number, finite: number, shown: number): string {
  const parts = [];
  if (shown < finite) parts.push(`${shown} of ${finite} settings are drawn, evenly over the sweep.`);
  if (finite < all) parts.push(`${all - finite} of ${all} settings diverged with every seed and are not drawn.`);
  return parts.join(' ');
}
