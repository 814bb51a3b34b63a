/**
 * `npm run soak:million -- [models] [directory]`: a million networks of 8 units, four steps each, through the command
 * line into a run directory. Says how long it took and what it left, counts the rows by reading them back, and whether
 * memory stayed flat. Exit code 1 when a row is missing or there twice, or memory grew by more than 5 %.
 */
import { parquetReadObjects } from 'hyparquet';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../scripts/folders.mjs';
import { millionSpec } from './million-spec.mjs';

const models = Number(process.argv[2] ?? 1_000_000);
/** Share of the time that counts as warming up. */
const WARM_UP = 0.1;
/** What grows may grow by. */
const FLAT = 1.05;
const MB = 1e6;

const work = mkdtempSync(join(tmpdir(), 'thetascape-million-'));
const directory = process.argv[3] ?? join(work, 'run');
const samples = join(work, 'samples.ndjson');
try {
  const seconds = await train();
  const rows = await countRows();
  const memory = flatness();
  const bytes = sizeOf(directory);
  const right = rows.missing === 0 && rows.twice === 0;
  const { adapter } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8'));
  console.log(
    [
      `${new Date().toISOString().slice(0, 10)}, ${adapter.description || adapter.device}, ${cpus().length} threads, Node ${process.versions.node}`,
      `${text(models)} models in ${text(seconds)} s, ${text(models / seconds)} models/s, start and end included`,
      `${text(rows.count)} rows read back from ${text(rows.files)} Parquet files: ${text(rows.missing)} missing, ${text(rows.twice)} twice`,
      `${text(bytes / MB)} MB on disk, ${text(bytes / models)} bytes a model`,
      `resident, MB, mean of each tenth of the time after the first: ${inMegabytes(memory.rss.tenths)}; ` +
        `at most × ${memory.rss.growth.toFixed(3)} of the first; peak ${text(memory.rss.peak / MB)}`,
      `GPU buffers alive, likewise: ${inMegabytes(memory.buffers.tenths)}; × ${memory.buffers.growth.toFixed(3)}; ` +
        `peak ${text(memory.buffers.peak / MB)}`,
      right && memory.isFlat ? 'all rows, flat memory' : 'FAILED',
    ].join('\n'),
  );
  process.exitCode = right && memory.isFlat ? 0 : 1;
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

/** What was taken in each tenth of the time after warming up, on average, compared with the first of them; and at most. */
function flatness() {
  const all = readFileSync(samples, 'utf8').trim().split('\n').map(JSON.parse);
  const warm = all.slice(Math.ceil(WARM_UP * all.length));
  const of = (key) => {
    const values = warm.map((sample) => sample[key]);
    const tenths = Array.from({ length: 10 }, (_, i) =>
      mean(values.slice(...[i, i + 1].map((n) => (n * values.length) / 10))),
    );
    return { tenths, peak: Math.max(...values), growth: Math.max(...tenths) / tenths[0] };
  };
  const [rss, buffers] = [of('rss'), of('buffers')];
  return { rss, buffers, isFlat: rss.growth <= FLAT && buffers.growth <= FLAT };
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
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
