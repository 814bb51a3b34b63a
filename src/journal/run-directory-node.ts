import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, normalize, relative, sep } from 'node:path';
import { version } from '../../package.json';
import { ThetascapeError } from '../errors';
import { makeDirectory, TEMPORARY, writeAtomically } from './atomic-write-node';
import { nodeDirectory } from './directory-node';
import { WAVES } from './directory-store';
import { CUT, JOURNAL, Journal, readJournal } from './journal';
import { parseManifest, type ManifestHead } from './manifest-head';
import { finishedModels, type JournalHeader, type ParsedJournal } from './records';
import { codeOf, explained, goOn, unwritable } from './refusals-node';
import { isLock, lock } from './run-lock-node';

export const MANIFEST = 'manifest.json';
const PROBE = 'write-probe';

/** A directory that this process alone may write. */
export interface Claim {
  path: string;
  /** Files of the unfinished or replaced run that it holds, removed once the new ones stand. */
  previous: string[];
  /** Resolves when another process has taken the directory over. */
  lost: Promise<void>;
  /** Gives the directory up. What was not yet worth keeping, and a directory made for it, is removed. */
  close(): Promise<void>;
}

export interface ClaimOptions {
  /** Whether a run that the directory holds may be replaced. A finished one stays until the new one is written. */
  replace?: boolean;
}

/**
 * Takes a directory for a new run, before it trains: makes it if need be, proves that it can be written, and marks it,
 * so that no second run takes it and a crash leaves it recognisable.
 *
 * @throws ThetascapeError when it holds another run or files that are not ours, or cannot be written
 */
export async function claimRunDirectory(directory: string, { replace = false }: ClaimOptions = {}): Promise<Claim> {
  const path = normalize(directory);
  const made = await explained(path, makeDirectory(path));
  return locked(path, made, async () => {
    const { manifest, files } = await inspect(path);
    if (!replace) await refuseRun(path, manifest);
    await probe(path);
    await forgetJournal(path);
    if (!manifest || manifest.status === 'unfinished') await writeHead(path, files);
    return files;
  });
}

/**
 * Takes a directory again, to go on with the run that its journal tells of.
 *
 * @throws ThetascapeError when it holds none, or cannot be written
 */
export async function reclaimRunDirectory(directory: string): Promise<Claim & { journal: Journal }> {
  const path = normalize(directory);
  const entries = await explained(path, listFiles(path).catch(noFiles));
  if (!entries.includes(JOURNAL)) throw nothingToResume(path);
  let journal: Journal | null = null;
  const open = async (): Promise<string[]> => {
    const { files } = await inspect(path);
    await probe(path);
    journal = await Journal.open(nodeDirectory(path));
    if (!journal) throw nothingToResume(path);
    return files;
  };
  const claim = await locked(path, undefined, open, goOn(path));
  return { ...claim, journal: journal! };
}

/** The header of the run that can go on in a directory, or null. */
export async function interruptedRun(directory: string): Promise<JournalHeader | null> {
  const journal = await readJournal(nodeDirectory(directory));
  return isInterrupted(journal) ? journal.header : null;
}

/** Whether a directory holds a run that came to its end. */
export async function isFinished(directory: string): Promise<boolean> {
  const manifest = parseManifest(await readFile(join(directory, MANIFEST), 'utf8').catch(() => ''));
  return manifest?.status === 'complete' && (await readJournal(nodeDirectory(directory))).header === null;
}

/** Removes what a run can go on from: the journal first, so that what it names is never missed. */
export async function forgetJournal(path: string): Promise<void> {
  for (const file of [JOURNAL, CUT, WAVES]) await rm(join(path, file), { recursive: true, force: true });
}

/** Marks the directory as being written by this program. */
export async function writeHead(path: string, files: readonly string[]): Promise<void> {
  const head: ManifestHead = {
    thetascape: version,
    status: 'unfinished',
    files: files.map((file) => ({ path: file })),
  };
  await writeAtomically(join(path, MANIFEST), [`${JSON.stringify(head, null, 2)}\n`]);
}

/** Does the work of a claim while nobody else can; `made` is the first directory that was made for it. */
async function locked(
  path: string,
  made: string | undefined,
  work: () => Promise<string[]>,
  advice?: string,
): Promise<Claim> {
  const locking = explained(path, lock(path), advice);
  try {
    const { unlock, lost } = await locking;
    const previous = await explained(path, work(), advice);
    return { path, previous, lost, close: () => close(path, unlock, made) };
  } catch (error) {
    await locking.then(({ unlock }) => unlock()).catch(() => {});
    if (made !== undefined) await removeEmpty(path, made);
    throw error;
  }
}

async function close(path: string, unlock: () => Promise<void>, made: string | undefined): Promise<void> {
  if (!isInterrupted(await readJournal(nodeDirectory(path)))) {
    await forgetJournal(path);
    const { manifest, files } = await inspect(path);
    if (manifest?.status === 'unfinished' && files.length === 0) await rm(join(path, MANIFEST));
  }
  await unlock();
  if (made !== undefined) await removeEmpty(path, made);
}

const isInterrupted = (journal: ParsedJournal): boolean => journal.header !== null && journal.records.length > 0;

async function refuseRun(path: string, manifest: ManifestHead | null): Promise<void> {
  const journal = await readJournal(nodeDirectory(path));
  if (journal.header && isInterrupted(journal)) {
    throw new ThetascapeError(
      `The directory "${path}" holds an interrupted run (${finishedModels(journal.records)} of ` +
        `${journal.header.models} models are trained): go on with "thetascape resume ${path}", or begin again with --replace.`,
    );
  }
  if (manifest && manifest.status !== 'unfinished') {
    throw new ThetascapeError(
      `The directory "${path}" holds another run; name another one with --out, or replace that run with --replace.`,
    );
  }
}

function nothingToResume(path: string): ThetascapeError {
  return new ThetascapeError(`The directory "${path}" holds no interrupted run; begin one with "thetascape run".`);
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

/** The run that a directory holds and its files; leftovers of a process that died are swept. */
async function inspect(path: string): Promise<{ manifest: ManifestHead | null; files: string[] }> {
  const entries = await listFiles(path);
  const leftovers = entries.filter((entry) => entry.endsWith(TEMPORARY));
  const present = entries.filter((entry) => !entry.endsWith(TEMPORARY) && entry !== MANIFEST && !isOfJournal(entry));
  const manifest = entries.includes(MANIFEST) ? parseManifest(await readFile(join(path, MANIFEST), 'utf8')) : null;
  const own = new Set(manifest?.files.map((file) => file.path));
  const foreign = entries.includes(MANIFEST) && !manifest ? MANIFEST : present.find((file) => !own.has(file));
  if (foreign !== undefined) {
    throw new ThetascapeError(
      `The directory "${path}" holds files that are not of a run, such as "${foreign}"; name an empty or new one with --out.`,
    );
  }
  for (const leftover of leftovers) await rm(join(path, leftover), { force: true });
  return { manifest, files: present };
}

const isOfJournal = (file: string): boolean =>
  file === JOURNAL || file === CUT || file.startsWith(`${WAVES}/`) || isLock(file);

/** Every file below the directory, with forward slashes. */
async function listFiles(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
}

function noFiles(error: unknown): string[] {
  if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
  throw error;
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
