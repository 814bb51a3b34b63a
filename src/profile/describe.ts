import { adapterName } from '../gpu/adapter';
import { count, plural } from '../metrics/format';
import type { TimeChange } from './baseline';
import { TOLERANCE, type Check } from './check';
import type { Comparison } from './compare';
import type { Profile } from './profile';
import { isKnown, rooflinePoint } from './roofline';
import { digits, HEADS, profileRows, secondsText, timeText } from './table';

/** A profile as lines of text. */
export function describeProfile(profile: Profile): string {
  const comparison = profile.comparison ? ['', ...comparisonLines(profile.comparison)] : [];
  return [
    ...headLines(profile),
    '',
    ...columnsOf([HEADS, ...profileRows(profile)]),
    '',
    ...footLines(profile),
    ...comparison,
  ].join('\n');
}

/** What was measured, with what, against what. */
export function headLines({ adapter, wave, clock, peaks }: Profile): string[] {
  const ofWaves = wave.of > 1 ? `, wave ${wave.index + 1} of ${wave.of}` : '';
  return [
    `adapter: ${adapterName(adapter)}${adapter.software ? ' (software)' : ''}`,
    `clock: ${clockText(clock)}`,
    `peaks measured here: ${digits(peaks.flops / 1e9)} GFLOP/s of multiply-adds, ${digits(peaks.bytes / 1e9)} GB/s of a copy`,
    `${plural(wave.models, 'model')} of ${wave.widths.join('-')}, batch ${wave.batch}, ${wave.kernels} kernels${ofWaves}`,
  ];
}

/** What times are measured with, and what they may be off by. */
function clockText({ kind, quantum, error }: Profile['clock']): string {
  const off = `± ${secondsText(error)} per sample`;
  return kind === 'timestamps'
    ? `GPU timestamps in steps of ${secondsText(quantum)}, ${off}`
    : `the host's, from submission to completion, since this device has no timestamps to rely on, ${off}`;
}

function footLines({ wave, step, kernels, peaks }: Profile): string[] {
  const sum = kernels.filter(isKnown).reduce((total, { median }) => total + median, 0);
  if (!isKnown(step)) return ['the step is shorter than what the clock may be off by: profile more models'];
  return [
    `one step of all models: ${secondsText(step.median)}, ${count(Math.round(wave.models / step.median))} model-steps/s, ` +
      `${digits(100 * (rooflinePoint(step, peaks).flops / peaks.flops))} % of the peak; its kernels one by one: ${secondsText(sum)}`,
  ];
}

/** Each variant with its speed and its check, and how much faster the second one is. */
function comparisonLines(comparison: Comparison): string[] {
  const rows = comparison.variants.map(({ name, timing, check }) => [
    name,
    timeText(timing),
    `${timing.n} × ${timing.repeats}`,
    checkText(check),
  ]);
  const head = ['variant', 'step', 'n × repeats', 'losses against the CPU reference'];
  return [...columnsOf([head, ...rows]), speedupText(comparison)];
}

/** How many times as fast the second variant is. */
export function speedupText({ variants, speedup }: Comparison): string {
  const [first, second] = variants;
  if (!variants.every(({ timing }) => isKnown(timing))) {
    return `${second.name} and ${first.name} are not compared: a step is shorter than what the clock may be off by`;
  }
  const spread = `middle half of ${first.timing.n} pairs: ${digits(speedup.low)} … ${digits(speedup.high)}`;
  return `${second.name} is ${digits(speedup.median)} times as fast as ${first.name} (${spread})`;
}

export function checkText({ correct, deviation, steps, models }: Check): string {
  const verdict = correct ? 'right' : 'WRONG';
  const over = `${plural(steps, 'step')} of ${plural(models, 'model')}`;
  return `${verdict}: off by ${deviation.toExponential(1)} of their value over ${over} (${TOLERANCE} allowed)`;
}

/** Times against those of a baseline. */
export function describeChanges(changes: readonly TimeChange[]): string {
  const rows = changes.map(({ name, ratio, slower }) => [
    name,
    Number.isNaN(ratio) ? 'below the clock’s error' : `${digits(ratio)} ×`,
    slower ? 'SLOWER' : '',
  ]);
  return columnsOf([['against the baseline', 'time', ''], ...rows])
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Cells in columns, the first to the left, the others to the right. */
function columnsOf(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows.map((cells) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  );
}
