import { asyncBufferFromFile } from 'hyparquet';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, normalize } from 'node:path';
import { ThetascapeError } from '../errors';
import { nodeDirectory } from '../journal/directory-node';
import { readJournal } from '../journal/journal';
import type { ManifestFile } from '../journal/manifest-head';
import type { Maker } from '../journal/records';
import { MANIFEST } from '../journal/run-directory-node';
import { resolve, type Spec } from '../spec';
import { suggest } from '../suggest';
import { lastMakerOf, parseRunManifest, type RunManifest } from './run-manifest';
import { ColumnReader } from './tables/column-reader';

/** A run directory, open for reading. */
export interface OpenRun {
  path: string;
  spec: Spec;
  maker: Maker;
  /** False for a run that is being trained, was interrupted, or was stopped before its end. */
  complete: boolean;
  files: ManifestFile[];
  /** A row per model. */
  models: ColumnReader;
}

/**
 * Opens what a run has left; of one with rows that has not come to its end, the rows that it has so far.
 *
 * @throws ThetascapeError when the directory holds no run, or none with a table yet
 */
export async function openRun(directory: string): Promise<OpenRun> {
  const path = normalize(directory);
  const { spec, ...run } = (await finished(path)) ?? (await inProgress(path)) ?? (await nothingIn(path));
  const tables = run.files.filter((file) => /(^|\/)models(-\d+|\/\d+)?\.parquet$/.test(file.path));
  if (tables.length === 0) {
    throw new ThetascapeError(
      `The run in "${path}" is not finished and has no table yet: go on with "thetascape resume ${path}".`,
    );
  }
  const files = await Promise.all(tables.map((file) => asyncBufferFromFile(join(path, file.path))));
  return { path, spec: resolve(spec), ...run, models: await ColumnReader.open(files) };
}

type Found = Omit<OpenRun, 'path' | 'spec' | 'models'> & { spec: unknown };

async function finished(path: string): Promise<Found | null> {
  const manifest = await finishedRun(path);
  if (!manifest) return null;
  const { status, spec, files } = manifest;
  return { spec, files, complete: status === 'complete', maker: lastMakerOf(manifest) };
}

/** The manifest of a run that has been written, to its end or as far as it came; null where there is none. */
export async function finishedRun(directory: string): Promise<RunManifest | null> {
  return parseRunManifest(await readFile(join(directory, MANIFEST), 'utf8').catch(() => ''));
}

async function inProgress(path: string): Promise<Found | null> {
  const { header, records } = await readJournal(nodeDirectory(path));
  if (!header) return null;
  const files = records.flatMap((record) => (record.record === 'wave' ? record.files : []));
  return { spec: header.spec, files, complete: false, maker: header.maker };
}

async function nothingIn(path: string): Promise<never> {
  const inside = (await foldersOf(path)).find((folder) => folder.holdsRun);
  const beside = (await foldersOf(dirname(path))).filter((folder) => folder.holdsRun).map(({ name }) => name);
  const hint = inside ? ` Did you mean "${join(path, inside.name)}"?` : suggest(basename(path), beside);
  throw new ThetascapeError(`"${path}" is not the directory of a run: it has no ${MANIFEST} that tells of one.${hint}`);
}

async function foldersOf(path: string): Promise<{ name: string; holdsRun: boolean }[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory());
  return Promise.all(
    folders.map(async ({ name }) => ({ name, holdsRun: (await finished(join(path, name))) !== null })),
  );
}
