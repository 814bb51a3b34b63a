/**
 * `npm run verify`: trains the article with 4 seeds and compares every row of its tables within 3 standard deviations.
 * Writes docs/verification.md; exit code 1 when a value is farther off.
 *
 * The tolerance of a value is three times the larger of the reference's deviation over seeds and this run's own (which
 * stands alone where the reference recorded none), and half the reference's last printed digit, to which it is known.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { createRun, findPreset, summarise } from '../dist/node.js';

const tables = JSON.parse(readFileSync(new URL('article-tables.json', import.meta.url), 'utf8'));
const SEEDS = 4;
const MEASURES = {
  train: { label: 'log10 train', of: ({ train }) => Math.log10(train.final) },
  on: { label: 'log10 val, mask on', of: ({ result }) => Math.log10(result.validation.on) },
  off: { label: 'log10 val, mask off', of: ({ result }) => Math.log10(result.validation.off) },
  mean: { label: 'log10 val, MC mean', of: ({ result }) => Math.log10(result.validation.mean) },
  entropy: { label: 'entropy', of: ({ density }) => density.entropy },
  nearZero: { label: 'near zero (below 0.001)', of: ({ result }) => result.statistics.total.nearZero },
  rms: { label: 'RMS θ', of: ({ result }) => result.statistics.total.rms },
};

const { input } = findPreset('article');
const [, l2, dropout] = input.sweeps;
const unregularized = { ...l2, axes: [{ ...l2.axes[0], values: [0, ...l2.axes[0].values] }] };
const run = await createRun({ ...input, sweeps: [unregularized, dropout], seeds: { count: SEEDS } });
let shown = 0;
for await (const { modelSteps, totalModelSteps, seconds } of run.train()) {
  const percent = Math.floor((20 * modelSteps) / totalModelSteps) * 5;
  if (percent > shown) console.error(`${(shown = percent)} % after ${seconds.toFixed(0)} s`);
}
const results = run.results();
run.dispose();
const { groups } = summarise(results);

const lines = Object.entries(tables).flatMap(([name, table]) => (table.rows ? compareSweep(name, table) : []));
const failed = lines.filter(({ holds }) => !holds).length;
const page = report(lines, failed);
writeFileSync(new URL('../docs/verification.md', import.meta.url), page);
console.log(page);
process.exit(failed > 0 ? 1 : 0);

function compareSweep(sweep, { axis, rows }) {
  return rows.flatMap((row) => {
    const group = groups.find((own) => own.sweep === sweep && Math.abs(own.values[axis] - row.value) < 1e-9);
    return Object.keys(MEASURES)
      .filter((key) => row[key])
      .map((key) => compare(`${sweep} ${Number(row.value.toPrecision(4))}`, MEASURES[key], row[key], group.finite));
  });
}

function compare(setting, { label, of }, [reference, deviation = 0], models) {
  const values = models.map(of);
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const own = Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
  const digits = String(reference).split('.')[1]?.length ?? 0;
  const tolerance = 3 * Math.max(deviation, own) + 0.5 * 10 ** -Math.max(digits, 2);
  return { setting, label, reference, deviation, mean, own, tolerance, holds: Math.abs(mean - reference) <= tolerance };
}

function report(all, wrong) {
  const { description, device } = results.adapter;
  const { trainingSeconds, modelSteps } = results.timings;
  return [
    "# Verification against the article's tables",
    '',
    'Written by `npm run verify`.',
    '',
    `- date: ${new Date().toISOString().slice(0, 10)}`,
    `- adapter: ${description || device}, on ${os.cpus()[0]?.model} with ${os.availableParallelism()} threads, load ${os.loadavg()[0].toFixed(1)}`,
    `- kernels: ${results.kernels.join(', ')}`,
    `- ${results.models.length} models (${SEEDS} seeds of every setting), ${modelSteps.toLocaleString('en')} model-steps in ${trainingSeconds.toFixed(0)} s`,
    `- **${all.length - wrong} of ${all.length} values within 3 standard deviations**`,
    '',
    'Reference values are those of an independent replication of the article in NumPy (4 seeds). Tolerance: three times',
    "the larger of the reference's and this run's deviation over seeds, and half the reference's last printed digit.",
    '',
    '| setting | quantity | reference | this run | tolerance | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...all.map(
      ({ setting, label, reference, deviation, mean, own, tolerance, holds }) =>
        `| ${setting} | ${label} | ${reference}${deviation ? ` ± ${deviation}` : ''} | ${mean.toFixed(4)} ± ${own.toFixed(4)} | ${tolerance.toPrecision(2)} | ${holds ? 'holds' : '**off**'} |`,
    ),
    '',
  ].join('\n');
}
