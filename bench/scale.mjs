/**
 * `npm run bench:scale`: time and memory of 64 … 16,384 models, four steps of each, and the line through them: what a
 * run costs once, and what each further model costs. Prints; never judges.
 *
 * All models share one data set. Host and GPU are told apart: planning is the host alone; the start is the first epoch
 * less a later one, which leaves initial weights, uploads and compilation; the steps are a later epoch. Where models take
 * several waves, the times of the waves are added up.
 */
import os from 'node:os';
import { createRun, findPreset, requestDevice, requestNodeAdapter } from '../dist/node.js';

const sizes = process.argv.slice(2).map(Number).filter(Boolean);
const PENALTIES = 64;
const [BATCH, STEPS, EPOCHS] = [64, 4, 2];

const device = await requestDevice(await requestNodeAdapter());
const { description, device: name } = device.adapterInfo;
console.log(
  `${os.cpus()[0]?.model}, ${os.availableParallelism()} threads, load ${os.loadavg()[0].toFixed(1)}, Node ${process.version}\n` +
    `adapter: ${description || name}\n\n` +
    `models  waves  planning  start    ${STEPS} steps  model-steps/s  MB on the GPU  MB on the host`,
);
const rows = [];
for (const models of sizes.length > 0 ? sizes : [64, 256, 1024, 4096, 16_384]) {
  const row = await measure(models);
  rows.push(row);
  console.log(
    `${String(models).padStart(6)}  ${String(row.waves).padEnd(5)}  ${cell(row.planning)}  ${cell(row.start)}  ${cell(row.steps)}  ` +
      `${String(Math.round((models * STEPS) / row.steps)).padEnd(13)}  ${megabytes(row.bytes).padEnd(13)}  ${megabytes(row.host)}`,
  );
}
for (const part of ['planning', 'start', 'steps']) explain(part);
process.exit(0);

async function measure(models) {
  const started = performance.now();
  const run = await createRun(spec(models), { device });
  const planning = (performance.now() - started) / 1000;
  const seconds = run.plan.waves.map(() => []);
  let before = performance.now();
  for await (const { wave } of run.train()) {
    seconds[wave].push((performance.now() - before) / 1000);
    before = performance.now();
  }
  const first = sum(seconds.map(([own]) => own));
  const steps = sum(seconds.map((own) => own.at(-1)));
  const host = process.memoryUsage.rss();
  const bytes = Math.max(...run.plan.waves.map((wave) => wave.bytes));
  run.dispose();
  return { models, waves: seconds.length, planning, start: Math.max(0, first - steps), steps, bytes, host };
}

function spec(models) {
  const { input } = findPreset('article');
  const points = BATCH * (STEPS + 1);
  return {
    ...input,
    data: { kind: 'article', points, seed: 0, split: { kind: 'fraction', fraction: BATCH / points, seed: 0 } },
    training: { ...input.training, epochs: EPOCHS },
    sweeps: [
      {
        name: 'l2',
        axes: [{ path: 'regularization.l2Penalty', from: 1e-5, to: 1e-2, count: PENALTIES, scale: 'log' }],
      },
    ],
    seeds: { count: models / PENALTIES },
  };
}

/** The line through the smallest and the largest number of models, and how far the others lie from it. */
function explain(part) {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === last) return;
  const slope = (last[part] - first[part]) / (last.models - first.models);
  const fixed = first[part] - slope * first.models;
  const off = rows.slice(1, -1).map((row) => `${row.models}: ${(row[part] / (fixed + slope * row.models)).toFixed(2)}`);
  console.log(
    `${part} = ${(fixed * 1000).toFixed(0)} ms + ${(slope * 1e6).toFixed(0)} µs × models; measured / line at ${off.join(', ')}`,
  );
}

function cell(seconds) {
  return `${seconds.toFixed(2)} s`.padEnd(8);
}

function megabytes(bytes) {
  return (bytes / 2 ** 20).toFixed(0);
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
