/**
 * `npm run soak:million -- [models] [directory]`: a million networks of 8 units, four steps each, through the command
 * line into a run directory. Says how long it took and what it left, counts the rows by reading them back, and whether
 * memory stayed flat, which takes half a minute at least. Exit code 1 when a row is missing or there twice, or memory grew
 * by more than 5 %.
 */
import { parquetReadObjects } from 'hyparquet';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../scripts/folders.mjs';
import { flatness, LEAST_SAMPLES } from './memory-flatness.mjs';
import { millionSpec } from './million-spec.mjs';

const models = Number(process.argv[2] ?? 1_000_000);
/** Up to so many models a run leaves a report, not rows. */
const REPORTED = 2000;
const MB = 1e6;
if (!(models > REPORTED)) {
  console.error(`Name more than ${text(REPORTED)} models: fewer leave a report and no rows that could be counted.`);
  process.exit(2);
}

const work = mkdtempSync(join(tmpdir(), 'thetascape-million-'));
const directory = process.argv[3] ?? join(work, 'run');
const samples = join(work, 'samples.ndjson');
try {
  const seconds = await train();
  const rows = await countRows();
  const taken = samplesOf(samples);
  const memory = flatness(taken);
  const bytes = sizeOf(directory);
  const right = rows.missing === 0 && rows.twice === 0;
  const { adapter } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
  console.log(
    [
      `${new Date().toISOString().slice(0, 10)}, ${adapter.description || adapter.device}, ${cpus().length} threads, Node ${process.versions.node}`,
      `${text(models)} models in ${text(seconds)} s, ${text(models / seconds)} models/s, start and end included`,
      `${text(rows.count)} rows read back from ${text(rows.files)} Parquet files: ${text(rows.missing)} missing, ${text(rows.twice)} twice`,
      `${text(bytes / MB)} MB on disk, ${text(bytes / models)} bytes a model`,
      ...memoryTexts(memory, taken.length),
      !right || memory?.isFlat === false ? 'FAILED' : memory ? 'all rows, flat memory' : 'all rows',
    ].join('\n'),
  );
  process.exitCode = right && memory?.isFlat !== false ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exit();

async function train() {
  const file = join(work, 'spec.json');
  writeFileSync(file, JSON.stringify(millionSpec(models)));
  const env = {
    ...process.env,
    NODE_OPTIONS: `--import=${join(packageRoot, 'bench', 'memory-samples.mjs')}`,
    THETASCAPE_MEMORY_SAMPLES: samples,
  };
  const started = performance.now();
  const args = [join(packageRoot, 'dist', 'cli.js'), 'run', file, '--out', directory, '--replace'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`the command ended with exit code ${code}`);
  return (performance.now() - started) / 1000;
}

/** Reads the models of all parts of the table back. */
async function countRows() {
  const seen = new Uint8Array(models);
  const folder = join(directory, 'models');
  const files = readdirSync(folder);
  const result = { files: files.length, count: 0, twice: 0, missing: 0 };
  for (const name of files) {
    const file = new Uint8Array(readFileSync(join(folder, name))).buffer;
    for (const { model } of await parquetReadObjects({ file, columns: ['model'] })) {
      result.count++;
      if (++seen[model] === 2) result.twice++;
    }
  }
  result.missing = seen.filter((times) => times === 0).length;
  return result;
}

/** Nothing is sampled of a run that is over within a second. */
function samplesOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(JSON.parse) : [];
}

function memoryTexts(memory, count) {
  if (!memory) {
    const enough = Math.ceil((models * LEAST_SAMPLES) / Math.max(1, count) / 10_000) * 10_000;
    return [
      `memory was not judged: ${count} samples, one a second, are too few to tell growth from warming up; ` +
        `${LEAST_SAMPLES} take about ${text(enough)} models here`,
    ];
  }
  const { rss, buffers } = memory;
  return [
    `resident, MB, mean of each tenth of the time after the first: ${inMegabytes(rss.tenths)}; ` +
      `at most × ${rss.growth.toFixed(3)} of the first; peak ${text(rss.peak / MB)}`,
    `GPU buffers alive, likewise: ${inMegabytes(buffers.tenths)}; × ${buffers.growth.toFixed(3)}; ` +
      `peak ${text(buffers.peak / MB)}`,
  ];
}

function sizeOf(path) {
  const entry = statSync(path);
  return entry.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : entry.size;
}

function inMegabytes(tenths) {
  return tenths.map((bytes) => text(bytes / MB)).join(' ');
}

function text(number) {
  return Math.round(number).toLocaleString('en');
}
