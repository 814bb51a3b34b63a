import type { Command } from 'commander';
import { list, plural } from '../../metrics/format';
import type { ColumnDifference } from '../../metrics/comparison';
import { toRanges } from '../../ranges';
import { compareRuns, isSame, openRun, type OpenRun, type RunComparison } from '../../report';
import { EXIT } from '../exit-codes';
import { share } from '../flag-values';
import { differentParts, textOf } from '../maker';
import { aligned, numberText } from '../text-table';

interface CompareFlags {
  tolerance: number;
  json?: boolean;
}

/** Columns and ranges that are listed; `--json` has all. */
const LISTED = 20;
/** Relative difference that is still called close. */
const CLOSE = 1e-3;
/** Characters of a value of the spec that are shown. */
const SHOWN = 60;

export function addCompare(program: Command): Command {
  return program
    .command('compare')
    .description('say whether two runs hold the same models, and by how much they differ')
    .argument('<a>', 'a run directory')
    .argument('<b>', 'another one')
    .option(
      '--tolerance <share>',
      'relative difference of numbers that count as the same (default: not a bit)',
      share,
      0,
    )
    .option('--json', 'print the comparison as JSON')
    .addHelpText(
      'after',
      `
Examples:
  thetascape compare runs/article runs/again
  thetascape compare runs/lavapipe runs/gpu --tolerance 1%

Exit codes: 0 where all models are the same, 1 where they differ. A difference is relative to the larger of both numbers,
or to the median of its column where that is larger.`,
    )
    .action(compare);
}

async function compare(pathA: string, pathB: string, { tolerance, json = false }: CompareFlags): Promise<void> {
  const [a, b] = [await openRun(pathA), await openRun(pathB)];
  const comparison = await compareRuns(a, b);
  const same = isSame(comparison, tolerance);
  const makers = differentParts(a.maker, b.maker);
  if (json) process.stdout.write(`${JSON.stringify({ same, ...comparison, makers }, null, 2)}\n`);
  else process.stdout.write(`${[verdict(comparison, tolerance), ...details(a, b, comparison)].join('\n')}\n`);
  process.exitCode = same ? EXIT.ok : EXIT.failed;
}

function verdict(comparison: RunComparison, tolerance: number): string {
  const models = plural(comparison.models.both, 'model');
  if (isSame(comparison, 0)) return `The same: ${models}, bit for bit.`;
  const largest = comparison.differences.reduce<ColumnDifference | null>(
    (most, one) => (most && most.relative >= one.relative ? most : one),
    null,
  );
  const { onlyA, onlyB } = comparison.models;
  const apart = onlyA.length + onlyB.length > 0;
  const where = largest && `${shareText(largest.relative)} in ${largest.column} of model ${largest.model}`;
  if (tolerance > 0 && isSame(comparison, tolerance)) {
    return `The same within ${shareText(tolerance)}: ${models}, not bit for bit; the largest difference is ${where}.`;
  }
  if (!largest) return 'Different, although the models that both have are the same bit for bit.';
  const word = apart || largest.relative > CLOSE ? 'Different' : 'Close';
  return `${word}: ${models} in both, not bit for bit; the largest difference is ${where}.`;
}

function details(
  a: OpenRun,
  b: OpenRun,
  { spec, models, columns, differences, weights, files }: RunComparison,
): string[] {
  const lines = [
    ...[a, b].filter(({ complete }) => !complete).map(({ path }) => `The run in "${path}" is not finished.`),
    ...onlyIn(a.path, 'models', rangesText(models.onlyA)),
    ...onlyIn(b.path, 'models', rangesText(models.onlyB)),
    ...onlyIn(a.path, 'columns', columns.onlyA),
    ...onlyIn(b.path, 'columns', columns.onlyB),
    ...(weights.length > 0 ? [`Weights that differ: of models ${list(shortened(rangesText(weights)))}`] : []),
    ...(files.different.length > 0 ? [`Other tables that differ: ${files.different.join(', ')}`] : []),
    ...spec.map(({ path, a: own, b: other }) => `spec: ${path} is ${valueText(own)} and ${valueText(other)}`),
    ...differentParts(a.maker, b.maker).map(
      (part) => `made with ${textOf(a.maker, part)} and ${textOf(b.maker, part)}`,
    ),
  ];
  return [...lines, ...differencesTable(differences)];
}

function differencesTable(differences: readonly ColumnDifference[]): string[] {
  if (differences.length === 0) return [];
  const heads = ['column', 'models', 'difference', 'relative', 'at model', 'a', 'b'];
  const largestFirst = differences.toSorted((one, two) => two.relative - one.relative);
  const rows = largestFirst
    .slice(0, LISTED)
    .map(({ column, models, absolute, relative, model, a, b }) => [
      column,
      String(models),
      Number.isFinite(absolute) ? numberText(absolute) : '',
      Number.isFinite(relative) ? shareText(relative) : '',
      String(model),
      String(a),
      String(b),
    ]);
  const more = differences.length - rows.length;
  return ['', aligned([heads, ...rows]), ...(more > 0 ? [`and ${plural(more, 'column')} more: --json lists all`] : [])];
}

const onlyIn = (path: string, what: string, those: readonly string[]): string[] =>
  those.length > 0 ? [`Only in "${path}": ${what} ${list(shortened(those))}`] : [];

const shortened = (words: readonly string[]): string[] =>
  words.length <= LISTED ? [...words] : [...words.slice(0, LISTED), `${words.length - LISTED} more`];

const rangesText = (indices: readonly number[]): string[] =>
  toRanges(indices).map(([first, last]) => (first === last ? String(first) : `${first}–${last}`));

function valueText(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

const shareText = (relative: number): string =>
  Number.isFinite(relative) ? String(Number(relative.toPrecision(2))) : 'beyond measure';
