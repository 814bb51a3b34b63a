import { opfsDirectory } from '../../src/journal/directory-opfs';
import { unpackResults, type KeptResult } from '../../src/journal/wave-files';
import { JOURNAL } from '../../src/journal/journal';
import { filesIn } from '../../src/journal/records';
import type { ArchivedFile } from '../../src/journal/tar';
import { runsFolder } from './folder';
import { memorise, recall } from './memo';
import { holdSweep } from './sweep-lock';
import { fingerprintOf, isWhole, readKeptRun, type KeptRun } from './kept-run';

/** A place of the browser that eviction spares, to tell that the other was cleared. */
const MARKER = 'thetascape.kept-runs';

/** Newest first; none where the browser keeps nothing. */
export async function keptRuns(): Promise<KeptRun[]> {
  const found: KeptRun[] = [];
  try {
    for await (const entry of (await runsFolder()).values()) {
      if (entry.kind !== 'directory') continue;
      const run = await readKeptRun(entry.name, entry).catch(() => null);
      if (run) found.push(run);
    }
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  return found.sort((a, b) => b.changed - a.changed);
}

/** The kept run that trains these models on these data, or null. */
export async function keptRunOf(spec: unknown, data: string): Promise<KeptRun | null> {
  const wanted = await fingerprintOf(spec, data);
  for (const run of await keptRuns()) {
    if ((await fingerprintOf(run.spec, run.header.data)) === wanted) return run;
  }
  return null;
}

/**
 * Removes a run, unless it is being trained.
 *
 * @throws SweepHeldError when a tab trains it
 */
export async function discardRun(id: string): Promise<void> {
  const release = await holdSweep(id);
  await removeRun(id);
  release();
}

/** For whoever holds the sweep. */
export async function removeRun(id: string): Promise<void> {
  await (await runsFolder()).removeEntry(id, { recursive: true }).catch(() => {});
  mark((await keptRuns()).length);
}

/** The results of its models that are trained to their end. */
export async function resultsOf({ id, records }: KeptRun): Promise<KeptResult[]> {
  const directory = opfsDirectory(await (await runsFolder()).getDirectoryHandle(id));
  const results: KeptResult[] = [];
  for (const record of records) {
    for (const { path } of record.record === 'wave' || record.record === 'rung' ? record.files : []) {
      const bytes = await directory.read(path);
      if (bytes) results.push(...unpackResults(bytes));
    }
  }
  return results;
}

/** The files of its directory. */
export async function filesOf(id: string): Promise<ArchivedFile[]> {
  const folder = await (await runsFolder()).getDirectoryHandle(id);
  const directory = opfsDirectory(folder);
  const records = (await readKeptRun(id, folder))?.records ?? [];
  const files: ArchivedFile[] = [];
  for (const path of new Set([JOURNAL, ...records.flatMap(filesIn).map((file) => file.path)])) {
    const bytes = await directory.read(path);
    if (bytes) files.push({ path, bytes });
  }
  return files;
}

/** Says elsewhere how many runs are kept. */
export function mark(runs: number): void {
  memorise(MARKER, String(runs));
}

/** How many runs were kept of which nothing is left. */
export function clearedRuns(found: number): number {
  const marked = Number(recall(MARKER) ?? 0);
  mark(found);
  return found === 0 ? marked : 0;
}

/** The newest run that did not come to its end. */
export const interruptedOf = (runs: readonly KeptRun[]): KeptRun | null => runs.find((run) => !isWhole(run)) ?? null;
