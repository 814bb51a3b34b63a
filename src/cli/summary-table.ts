import { axisTexts, fixed, percent, plural, settingText } from '../metrics/format';
import { summarise, type SettingGroup } from '../metrics/summary';
import { deviation, mean } from '../metrics/statistics';
import type { RunResult } from '../metrics/types';
import type { RowsSummary } from '../report';
import { duration } from './progress';
import { aligned } from './text-table';

/** The best models of a run that has rows and no report. */
export function bestTable(
  { timings, complete }: RunResult,
  { models, diverged, best }: RowsSummary,
  path: string,
): string {
  const rows = best.map(({ model, sweep, seed, validationLoss }) => [
    sweep,
    String(model),
    String(seed),
    fixed(Math.log10(validationLoss), 3),
  ]);
  return closing(
    [['sweep', 'model', 'seed', 'log10 validation'], ...rows],
    { models, diverged, timings, complete },
    `rows: ${path} (drop the run directory on the page, "npm run demo", to explore them)`,
  );
}

const HEADS = ['sweep', 'setting', 'seeds', 'log10 train', 'log10 validation', 'entropy', '|θ| < 0.001', 'RMS θ'];

/** One row per setting, mean ± standard deviation over its seeds, and where the report is. */
export function summaryTable(run: RunResult, report: string): string {
  const { groups } = summarise(run);
  const diverged = run.models.filter(({ divergedAt }) => divergedAt !== null).length;
  const rows = groups.map((group) => row(run, group));
  return closing([HEADS, ...rows], { ...run, models: run.models.length, diverged }, `report: ${report}`);
}

type Ending = Pick<RunResult, 'timings' | 'complete'> & { models: number; diverged: number };

function closing(rows: string[][], { models, diverged, timings, complete }: Ending, place: string): string {
  const { trainingSeconds, modelSteps } = timings;
  return [
    '',
    aligned(rows),
    '',
    `${plural(models, 'model')}, ${plural(modelSteps, 'model-step')} in ${duration(trainingSeconds)}` +
      `${diverged > 0 ? `, ${diverged} diverged` : ''}${complete ? '' : ', stopped before the end: a partial run'}`,
    place,
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
