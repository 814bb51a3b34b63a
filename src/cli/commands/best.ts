import type { Command } from 'commander';
import { ThetascapeError } from '../../errors';
import { groupsOfModels } from '../../explore/groups';
import { rankSettings, type RankedSetting } from '../../explore/ranking';
import { count as countText, plural, settingText } from '../../metrics/format';
import { DEFAULT_METRICS } from '../../explore/default-metrics';
import { openRun, type OpenRun } from '../../report';
import { Models, type Model } from '../../spec';
import { suggest } from '../../suggest';
import { positive } from '../flag-values';
import { aligned, numberText } from '../text-table';

interface BestFlags {
  by: string;
  largest?: boolean;
  count: number;
  json?: boolean;
}

/** A setting, and its metric over its seeds. */
interface Row {
  of: Model;
  seeds: number;
  diverged: number;
  median: number;
  /** The range of those that did not diverge. */
  min: number;
  max: number;
  /** Index of the model with the best value. */
  model: number;
}

export function addBest(program: Command): Command {
  return program
    .command('best')
    .description('list the best settings of a run, over their seeds')
    .argument('<dir>', 'its run directory; of a run that is not finished, what it has so far')
    .option('--by <metric>', 'a number of the models table to rank by, such as theta.nearZero', DEFAULT_METRICS[0])
    .option('--largest', 'the largest number is the best')
    .option('--count <n>', 'settings to list', positive, 10)
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      `
Examples:
  thetascape best runs/article                             the lowest validation losses
  thetascape best runs/article --by trainLoss.final --count 3
  thetascape best runs/article --by theta.nearZero --largest

A setting counts by the median over its seeds, and a seed that diverged as worse than any other.`,
    )
    .action(best);
}

async function best(directory: string, flags: BestFlags): Promise<void> {
  const run = await openRun(directory);
  const values = await metricOf(run, flags.by);
  const models = await run.models.numbers('model');
  const { largest = false, count } = flags;
  const groups = groupsOfModels(models, run.spec.seeds.count);
  const all = new Models(run.spec);
  const rows = rankSettings(values, groups, null, { largest, count }).map((setting) =>
    rowOf(setting, values, models, all),
  );
  process.stdout.write(flags.json ? `${json(run, flags, rows)}\n` : table(run, flags, all.length, rows));
}

function rowOf(
  { rows, diverged, median }: RankedSetting,
  values: Float64Array,
  models: Float64Array,
  all: Models,
): Row {
  const model = models[rows[0]!]!;
  const ends = [values[rows[0]!]!, values[rows[rows.length - diverged - 1]!]!] as const;
  return {
    of: all.at(model),
    seeds: rows.length,
    diverged,
    median,
    min: Math.min(...ends),
    max: Math.max(...ends),
    model,
  };
}

async function metricOf({ path, models }: OpenRun, metric: string): Promise<Float64Array> {
  const values = models.names.includes(metric) ? await models.numbers(metric) : null;
  if (values?.some(Number.isFinite)) return values;
  if (values) throw new ThetascapeError(`No model of the run in "${path}" has a finite number as "${metric}".`);
  const hint = suggest(metric, models.names);
  const columns = hint
    ? ''
    : ` The metrics are ${models.names.slice(models.names.indexOf('trainLoss.final')).join(', ')}.`;
  throw new ThetascapeError(`The models table of "${path}" has no column "${metric}".${hint}${columns}`);
}

function json({ complete, models }: OpenRun, { by, largest = false }: BestFlags, rows: readonly Row[]): string {
  const settings = rows.map(({ of: { sweep, values, seed }, ...setting }) => ({ sweep, values, ...setting, seed }));
  return JSON.stringify({ by, largest, complete, models: models.rows, best: settings });
}

function table({ complete, models }: OpenRun, { by, largest }: BestFlags, all: number, rows: readonly Row[]): string {
  const paths = [...new Set(rows.flatMap(({ of }) => Object.keys(of.values)))];
  const several = rows.some(({ seeds }) => seeds > 1);
  const heads = ['sweep', ...shortNames(paths), ...(several ? ['seeds', 'median', 'range'] : ['value']), 'best model'];
  const lines = rows.map(({ of, ...setting }) => [
    of.sweep,
    ...paths.map((path) => (path in of.values ? settingText(of.values[path]!, 6) : '')),
    ...(several ? [seedsText(setting)] : []),
    numberText(setting.median),
    ...(several ? [`${numberText(setting.min)} … ${numberText(setting.max)}`] : []),
    `${setting.model} (seed ${of.seed})`,
  ]);
  const trained = models.rows === all ? plural(all, 'model') : `${countText(models.rows)} of ${plural(all, 'model')}`;
  const partial = complete ? '' : ': the run is not finished';
  return `${aligned([heads, ...lines])}\n\nby ${by}, ${largest ? 'largest' : 'smallest'} first; ${trained}${partial}\n`;
}

const seedsText = ({ seeds, diverged }: Pick<Row, 'seeds' | 'diverged'>): string =>
  diverged > 0 ? `${seeds} (${diverged} diverged)` : String(seeds);

/** The last words of paths, or the whole paths where these are not distinct. */
function shortNames(paths: readonly string[]): string[] {
  const words = paths.map((path) => path.split('.').at(-1)!);
  return new Set(words).size === paths.length ? words : [...paths];
}
