import { asyncBufferFromFile } from 'hyparquet';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ThetascapeError } from '../errors';
import { ParquetTable, type ParquetFile } from '../explore/parquet';
import { nodeDirectory } from '../journal/directory-node';
import { readJournal } from '../journal/journal';
import type { ManifestFile } from '../journal/manifest-head';
import { endedFiles, type Maker } from '../journal/records';
import { MANIFEST } from '../journal/run-directory-node';
import { resolve, type Spec } from '../spec';
import { suggest } from '../suggest';
import { lastMakerOf, parseRunManifest, type RunManifest } from './run-manifest';

/** A run directory, open for reading. */
export interface OpenRun {
  path: string;
  spec: Spec;
  maker: Maker;
  /** False for a run that is being trained, was interrupted, or was stopped before its end. */
  complete: boolean;
  files: ManifestFile[];
  /** A row per model. */
  models: ParquetTable;
}

/**
 * Opens what a run has left; of one with rows that has not come to its end, the rows that it has so far.
 *
 * @throws ThetascapeError when the directory holds no run, none with a table yet, or a table that was changed since
 */
export async function openRun(directory: string): Promise<OpenRun> {
  const path = normalize(directory);
  const begun = await inProgress(path);
  // rows that a run left when it was stopped are among those that its journal names, and it may have gone on since
  const rows = begun && tablesOf(begun).length > 0 ? begun : null;
  const { spec, ...run } = rows ?? (await finished(path)) ?? begun ?? (await nothingIn(path));
  const tables = tablesOf(run);
  if (tables.length === 0) {
    throw new ThetascapeError(
      `The run in "${path}" is not finished and has no table yet: go on with "thetascape resume ${path}".`,
    );
  }
  const files: ParquetFile[] = [];
  for (const table of tables) files.push(await unchanged(join(path, table.path), table.sha256));
  return { path, spec: resolve(spec), ...run, models: await ParquetTable.open(files) };
}

const tablesOf = ({ files }: Pick<OpenRun, 'files'>): ManifestFile[] =>
  files.filter(({ path }) => /(^|\/)models(-\d+|\/\d+)?\.parquet$/.test(path));

/** A table as the run wrote it: what somebody has made of it may keep its reader busy for ever. */
async function unchanged(name: string, sha256: string | undefined): Promise<ParquetFile> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(name), hash).catch((error: unknown) => {
    throw new ThetascapeError(`"${name}" cannot be read: ${String(error)}.`);
  });
  if (!sha256 || hash.digest('hex') === sha256) return { name, file: await asyncBufferFromFile(name) };
  throw new ThetascapeError(
    `"${name}" is not as the run wrote it (its SHA-256 differs): take it from a copy, or run the spec again.`,
  );
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
  return { spec: header.spec, files: endedFiles(records), complete: false, maker: header.maker };
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
