import { axisTexts, fixed, percent, plural, settingText } from '../metrics/format';
import { summarise, type SettingGroup } from '../metrics/summary';
import { deviation, mean } from '../metrics/statistics';
import type { RunResult } from '../metrics/types';
import { duration } from './progress';

const HEADS = ['sweep', 'setting', 'seeds', 'log10 train', 'log10 validation', 'entropy', '|θ| < 0.001', 'RMS θ'];

/** One row per setting, mean ± standard deviation over its seeds, and where the report is. */
export function summaryTable(run: RunResult, report: string): string {
  const { groups } = summarise(run);
  const rows = [HEADS, ...groups.map((group) => row(run, group))];
  const widths = HEADS.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
  const { trainingSeconds, modelSteps } = run.timings;
  const diverged = run.models.filter(({ divergedAt }) => divergedAt !== null).length;
  return [
    '',
    ...lines,
    '',
    `${plural(run.models.length, 'model')}, ${plural(modelSteps, 'model-step')} in ${duration(trainingSeconds)}` +
      `${diverged > 0 ? `, ${diverged} diverged` : ''}${run.complete ? '' : ', stopped before the end: a partial run'}`,
    `report: ${report}`,
    '',
  ].join('\n');
}

function row(run: RunResult, { sweep, values, models, finite }: SettingGroup): string[] {
  const over = (measure: (model: (typeof finite)[number]) => number, decimals: number) => {
    const numbers = finite.map(measure);
    const spread = numbers.length > 1 ? ` ± ${fixed(deviation(numbers), decimals)}` : '';
    return numbers.length === 0 ? 'diverged' : `${fixed(mean(numbers), decimals)}${spread}`;
  };
  return [
    sweep,
    settingOf(run, sweep, values),
    String(models.length),
    over(({ train }) => Math.log10(train.final), 3),
    over(({ validation }) => Math.log10(validation.final), 3),
    over(({ density }) => density.entropy, 3),
    finite.length === 0 ? '' : percent(mean(finite.map(({ result }) => result.statistics.total.nearZero))),
    over(({ result }) => result.statistics.total.rms, 4),
  ];
}

function settingOf(run: RunResult, sweep: string, values: Record<string, number>): string {
  const { axes = [], zip = [] } = run.spec.sweeps.find(({ name }) => name === sweep) ?? {};
  return Object.entries(values)
    .map(([path, value]) => {
      const all = [...axes, ...zip].find((axis) => axis.path === path)?.values ?? [];
      return `${path.split('.').at(-1)} ${axisTexts(all)[all.indexOf(value)] ?? settingText(value)}`;
    })
    .join(', ');
}
