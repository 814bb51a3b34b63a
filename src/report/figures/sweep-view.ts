import { variedOf } from '../../spec';
import { settingLabels } from '../../metrics/setting-label';
import { evenly } from '../../metrics/statistics';
import { strengthColours } from './palette';
import type { SettingGroup } from '../../metrics/summary';
import type { SweepSpec } from '../../spec/types';

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
  all: ShownSetting[];
  /** Those with at least one model that did not diverge. */
  settings: ShownSetting[];
  /** At most {@link MOST_LINES} of them: evenly over one axis, a coarser grid over several. */
  sample: ShownSetting[];
  /** What captions say of settings that are not drawn; empty when all are. */
  omission: string;
}

export function sweepView(sweep: SweepSpec, groups: readonly SettingGroup[]): SweepView {
  const own = groups.filter((group) => group.sweep === sweep.name);
  const colours = strengthColours(own.length);
  const label = settingLabels(sweep);
  const all = own.map((group, i) => ({ label: label(group.values), colour: colours[i]!, group }));
  const settings = all.filter(({ group }) => group.finite.length > 0);
  const sample = sampleOf(sweep, settings);
  return { sweep, all, settings, sample, omission: omission(all.length, settings.length, sample.length) };
}

function sampleOf({ axes }: SweepSpec, settings: ShownSetting[]): ShownSetting[] {
  if (settings.length <= MOST_LINES || axes.length < 2) return evenly(settings, MOST_LINES);
  // 4 × 3 of two axes; 3 × 2 × 2 of three
  const most = Math.floor(MOST_LINES ** (1 / axes.length));
  const kept = axes.map(({ path, values }, i) => ({
    path,
    values: evenly(values, Math.max(2, i === 0 ? most + 1 : most)),
  }));
  const grid = settings.filter(({ group }) => kept.every(({ path, values }) => values.includes(group.values[path]!)));
  return evenly(grid.length > 0 ? grid : settings, MOST_LINES);
}

/** What headings call the sweep. */
export function sweepTitle(sweep: SweepSpec): string {
  const { name } = sweep;
  const varied = variedOf(sweep);
  const only = varied.length === 1 ? varied[0]!.path : '';
  if (only === 'regularization.l2Penalty') return 'L2 penalty λ';
  if (only === 'regularization.dropout') return 'Dropout p';
  return /^[a-z]+$/.test(name) ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}

function omission(all: number, finite: number, shown: number): string {
  const parts = [];
  if (shown < finite) parts.push(`${shown} of ${finite} settings are drawn, evenly over the sweep.`);
  if (finite < all) parts.push(`${all - finite} of ${all} settings diverged with every seed and are not drawn.`);
  return parts.join(' ');
}
