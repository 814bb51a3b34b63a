/** Run directories larger than a test can train: the rows of a small run over and over, at the settings of a larger one. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parquetReadObjects } from 'hyparquet';
import { millionSpec } from '../bench/million-spec.mjs';
import { tableOf, type Cell } from '../src/metrics/table';
import { toParquet } from '../src/report/tables/parquet';
import { Models, resolve, specDocument } from '../src/spec';

const bin = fileURLToPath(new URL('../bin/thetascape.mjs', import.meta.url));
/** Models that are trained: more than a run reports on, so that it leaves rows. */
const TRAINED = 2048;

/**
 * Writes the directory of a run of {@link millionSpec}: manifest and parts of the models table, as the command would. What was
 * trained is a small run; its metrics are repeated, each time a little different.
 */
export function writeLargeRun(folder: string, models: number): Promise<string> {
  const [small, large] = [join(folder, 'small'), join(folder, 'million')];
  writeFileSync(join(folder, 'small.json'), JSON.stringify(millionSpec(TRAINED)));
  execFileSync(process.execPath, [bin, 'run', join(folder, 'small.json'), '--out', small], { stdio: 'pipe' });
  return repeated(small, large, models);
}

async function repeated(small: string, large: string, models: number): Promise<string> {
  mkdirSync(join(large, 'models'), { recursive: true });
  const manifest: unknown = JSON.parse(readFileSync(join(small, 'manifest.json'), 'utf8'));
  const spec = resolve(millionSpec(models));
  writeFileSync(join(large, 'manifest.json'), JSON.stringify({ ...Object(manifest), spec: specDocument(spec) }));
  const rows: Record<string, Cell>[] = [];
  for (const name of readdirSync(join(small, 'models'))) {
    const file = new Uint8Array(readFileSync(join(small, 'models', name))).buffer;
    rows.push(...(await parquetReadObjects({ file })));
  }
  const names = Object.keys(rows[0]!);
  const all = new Models(spec);
  for (let first = 0; first < models; first += TRAINED) {
    const part = Array.from({ length: Math.min(TRAINED, models - first) }, (_, i): Cell[] => {
      const { index, values, seed } = all.at(first + i);
      const row: Record<string, Cell> = { ...rows[i], model: index, seed, ...values };
      return names.map((name) => (/oss|theta|ntropy|gap/.test(name) ? varied(row[name]!, index) : row[name]!));
    });
    const name = `${String(first).padStart(8, '0')}.parquet`;
    writeFileSync(join(large, 'models', name), toParquet(tableOf(names, part)));
  }
  return large;
}

const varied = (cell: Cell, index: number): Cell =>
  typeof cell === 'number' ? cell * (1 + 1e-3 * Math.sin(index)) : cell;
