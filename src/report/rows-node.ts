import { parquetReadObjects } from 'hyparquet';
import { copyFile, link, mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { version } from '../../package.json';
import { writeAtomically } from '../journal/atomic-write-node';
import type { DirectoryStore, FilesOf } from '../journal/directory-store';
import type { ManifestFile } from '../journal/manifest-head';
import { explained, goOn } from '../journal/refusals-node';
import { forgetJournal, MANIFEST, writeHead, type Claim } from '../journal/run-directory-node';
import { summarise } from '../metrics/summary';
import type { RunResult } from '../metrics/types';
import { nodeContext } from './context-node';
import { runManifest } from './manifest';
import type { ShardMark } from './run-manifest';
import { modelsTable } from './tables/models-table';
import { toParquet } from './tables/parquet';
import { weightsFile } from './weights';
import type { WriteOptions } from './write-run-node';

/** Models that the manifest and the command line name as the best. */
const BEST = 10;

const ROW = v.object({
  model: v.number(),
  sweep: v.string(),
  seed: v.number(),
  diverged: v.boolean(),
  stoppedAt: v.nullable(v.number()),
  'validationLoss.final': v.number(),
});

export interface BestModel {
  model: number;
  sweep: string;
  seed: number;
  /** Final validation MSE, in the network's units. */
  validationLoss: number;
}

/** What a large run leaves: rows of all models, and the best of them. */
export interface RowsSummary {
  models: number;
  diverged: number;
  best: BestModel[];
}

/**
 * What is kept of a wave of a run too large for a report: a part of the models table and, if asked for, the weights.
 *
 * @param run the run without its models
 */
export function rowFiles(run: RunResult, { weights }: { weights: boolean }): FilesOf {
  return (results) => {
    const part = { ...run, models: [...results] };
    const first = Math.min(...results.map(({ model }) => model.index));
    const name = (kind: string, ending: string) => `${kind}-${String(first).padStart(8, '0')}.${ending}`;
    const rows = { name: name('models', 'parquet'), pieces: [toParquet(modelsTable(summarise(part).models))] };
    return weights ? [rows, { name: name('weights', 'safetensors'), pieces: [weightsFile(part)] }] : [rows];
  };
}

/** A file of rows or weights, with its path in the run directory, and where it lies now. */
export interface RowFile extends ManifestFile {
  from: string;
  read: () => Promise<Uint8Array>;
}

/** What the store in a run directory has of them: `waves/models-00000100.parquet` becomes `models/00000100.parquet`. */
export async function* storedRows(directory: string, store: DirectoryStore): AsyncGenerator<RowFile> {
  for await (const { file, bytes } of store.files()) {
    const path = basename(file.path).replace('-', '/');
    yield { ...file, path, from: join(directory, file.path), read: () => Promise.resolve(bytes) };
  }
}

/** Writes what a large run leaves beside its rows: they get their places, and the manifest names the best models. */
export async function writeRows(
  { path, previous }: Claim,
  run: RunResult,
  rows: () => Iterable<RowFile> | AsyncIterable<RowFile>,
  { command = null, earlierMakers = [], shard = null }: WriteOptions & { shard?: ShardMark | null },
): Promise<RowsSummary> {
  const summary: RowsSummary = { models: 0, diverged: 0, best: [] };
  const files: ManifestFile[] = [];
  for await (const { path: name, bytes, sha256, read } of rows()) {
    files.push({ path: name, bytes, sha256 });
    if (name.endsWith('.parquet')) await addRows(summary, await read());
  }
  const names = new Set(files.map((file) => file.path));
  const leftovers = previous.filter((file) => !names.has(file));
  const head = { thetascape: version, status: run.complete ? 'complete' : 'partial', files } as const;
  const context = { ...nodeContext(), command, earlierMakers };
  const write = async (): Promise<void> => {
    await writeHead(path, [...names, ...leftovers]);
    for await (const { path: name, from } of rows()) await place(from, join(path, name));
    for (const file of leftovers) await rm(join(path, file), { force: true });
    const document = { ...runManifest(head, run, context), ...(shard && { shard }), ...summary };
    await writeAtomically(join(path, MANIFEST), [`${JSON.stringify(document, null, 2)}\n`]);
    if (run.complete) await forgetJournal(path);
  };
  await explained(path, write(), goOn(path));
  return summary;
}

/** The same file under a second name, since the journal still needs the first; a copy where links are unknown. */
async function place(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rm(to, { force: true });
  await link(from, to).catch(() => copyFile(from, to));
}

async function addRows(summary: RowsSummary, bytes: Uint8Array): Promise<void> {
  const file = new Uint8Array(bytes).buffer;
  const rows = v.parse(v.array(ROW), await parquetReadObjects({ file, columns: Object.keys(ROW.entries) }));
  const healthy = rows.filter(({ diverged }) => !diverged);
  summary.models += rows.length;
  summary.diverged += rows.length - healthy.length;
  // what was stopped is no candidate, however well it did until then
  const own = healthy
    .filter(({ stoppedAt }) => stoppedAt === null)
    .map(({ model, sweep, seed, 'validationLoss.final': validationLoss }) => {
      return { model, sweep, seed, validationLoss };
    });
  summary.best = [...summary.best, ...own].sort((a, b) => a.validationLoss - b.validationLoss).slice(0, BEST);
}
