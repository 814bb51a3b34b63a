import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, normalize, relative, sep } from 'node:path';
import { version } from '../../package.json';
import { ThetascapeError } from '../errors';
import { makeDirectory, TEMPORARY, writeAtomically } from './atomic-write-node';
import { parseManifest, type ManifestHead } from './manifest';

export const MANIFEST = 'manifest.json';
const PROBE = 'write-probe';

/** A directory that one run may write. */
export interface Claim {
  path: string;
  /** Files of the unfinished or replaced run that it holds, removed once the new ones stand. */
  previous: string[];
  /** Gives up the claim before anything was written: a directory that it made is removed again. */
  release(): Promise<void>;
}

export interface ClaimOptions {
  /** Whether a finished run that the directory holds may be replaced. It stays until the new one is written. */
  replace?: boolean;
}

/**
 * Takes a directory for a run, before it trains: makes it if need be, proves that it can be written, and marks it, so
 * that no second run takes it and a crash leaves it recognisable. An unfinished run of ours is written over.
 *
 * @throws ThetascapeError when it holds another run or files that are not ours, or cannot be written
 */
export async function claimRunDirectory(directory: string, { replace = false }: ClaimOptions = {}): Promise<Claim> {
  const path = normalize(directory);
  const made = await explained(path, makeDirectory(path));
  const { manifest, files } = await inspect(path);
  if (manifest && manifest.status !== 'unfinished' && !replace) {
    throw new ThetascapeError(
      `The directory "${path}" holds another run; name another one with --out, or replace that run with --replace.`,
    );
  }
  await explained(path, probe(path));
  const keep = manifest !== null && manifest.status !== 'unfinished';
  if (!keep) await writeHead(path, files);
  const release = async (): Promise<void> => {
    const now = await inspect(path);
    if (keep || now.manifest?.status !== 'unfinished' || now.files.length > 0) return;
    await rm(join(path, MANIFEST));
    if (made !== undefined) await removeEmpty(path, made);
  };
  return { path, previous: files, release };
}

/** Removes a directory and those above it up to `last`, as long as they are empty. */
async function removeEmpty(path: string, last: string): Promise<void> {
  try {
    await rmdir(path);
    if (path !== last) await removeEmpty(dirname(path), last);
  } catch (error) {
    if (codeOf(error) !== 'ENOTEMPTY') throw error;
  }
}

/** Marks the directory as being written by this process. */
export async function writeHead(path: string, files: readonly string[]): Promise<void> {
  const head: ManifestHead = {
    thetascape: version,
    status: 'unfinished',
    process: { pid: process.pid, host: hostname() },
    files: files.map((file) => ({ path: file })),
  };
  await writeAtomically(join(path, MANIFEST), [`${JSON.stringify(head, null, 2)}\n`]);
}

/** The run that a directory holds and its files; leftovers of a process that died are swept. */
async function inspect(path: string): Promise<{ manifest: ManifestHead | null; files: string[] }> {
  const entries = await explained(path, listFiles(path));
  const leftovers = entries.filter((entry) => entry.endsWith(TEMPORARY));
  const present = entries.filter((entry) => !entry.endsWith(TEMPORARY) && entry !== MANIFEST);
  const manifest = entries.includes(MANIFEST) ? parseManifest(await readFile(join(path, MANIFEST), 'utf8')) : null;
  const own = new Set(manifest?.files.map((file) => file.path));
  const foreign = entries.includes(MANIFEST) && !manifest ? MANIFEST : present.find((file) => !own.has(file));
  if (foreign !== undefined) {
    throw new ThetascapeError(
      `The directory "${path}" holds files that are not of a run, such as "${foreign}"; name an empty or new one with --out.`,
    );
  }
  if (manifest?.process && isRunning(manifest.process)) {
    throw new ThetascapeError(
      `The directory "${path}" is being written by another run (process ${manifest.process.pid}); wait for it or name another one with --out.`,
    );
  }
  for (const leftover of leftovers) await rm(join(path, leftover), { force: true });
  return { manifest, files: present };
}

/** Every file below the directory, with forward slashes. */
async function listFiles(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
}

/** Whether another process on this machine still has the pid; signal 0 only asks. */
function isRunning({ pid, host }: { pid: number; host: string }): boolean {
  if (host !== hostname() || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Writes, renames and reads a small file, so that hours of training do not end at a read-only disk. */
async function probe(path: string): Promise<void> {
  const file = join(path, `.${PROBE}-${process.pid}${TEMPORARY}`);
  const text = `${basename(path)} ${process.pid}`;
  await writeAtomically(file, [text]);
  const read = await readFile(file, 'utf8');
  await rm(file);
  if (read !== text) throw unwritable(path, 'what was written reads back differently');
}

const REASONS: Record<string, string> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  ENOENT: 'no directory can be made there',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'it is a file',
  EISDIR: 'a file of the run is a directory there',
  EIO: 'the disk reports an error',
  EINVAL: 'its file system refuses it',
  ENAMETOOLONG: 'its name is too long',
};

/** Turns what the operating system refuses into one sentence about the directory; other errors pass. */
export async function explained<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const reason = REASONS[codeOf(error)];
    if (reason === undefined) throw error;
    throw unwritable(path, reason);
  }
}

function unwritable(path: string, reason: string): ThetascapeError {
  return new ThetascapeError(`The directory "${path}" cannot be written: ${reason}; name another one with --out.`);
}

/** The name of an operating system's error, or an empty string. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
