/** Finds what is explored among the files of a run: one that is finished, or one that trains or was interrupted. */
import { ThetascapeError } from '../../src/errors';
import { resolve, type Spec } from '../../src/index';
import { JOURNAL } from '../../src/journal/journal';
import { endedFiles, finishedModels, parseJournal, specOf } from '../../src/journal/records';
import { count, plural } from '../../src/metrics/format';
import { changedMeanwhile } from './changed';
import type { RunFiles } from './engine-calls';

/** A file with its path from what was dropped: `runs/mine/models.parquet`. */
export interface PathFile {
  path: string;
  file: File;
}

const MANIFEST = 'manifest.json';
const PARTS = /(?:^|\/)models(?:\.parquet|\/[^/]+\.parquet)$/;
const TABLE = /\.parquet$/i;
/** Tables that were dropped by themselves: a file, or the folder that a run keeps its waves in. */
const LOOSE = /^(?:[^/]+|(?:.*\/)?waves\/models-[^/]+)\.parquet$/i;
/** What is kept of a wave of a run that has its table at its end only. */
const RESULTS = /(?:^|\/)waves\/results-[^/]+\.bin$/;

/** Whether a file may be one that is looked for, by its path or its name. */
export function isOfRun(path: string): boolean {
  return TABLE.test(path) || RESULTS.test(path) || [MANIFEST, JOURNAL].includes(path.split('/').at(-1)!);
}

/**
 * The models table of a run with its spec, or the models that a run that is not finished has so far.
 *
 * @throws ThetascapeError when there is neither
 */
export async function runFiles(files: readonly PathFile[]): Promise<RunFiles> {
  const tables = files.filter(({ path }) => PARTS.test(path));
  const journals = files.filter(({ path }) => path === JOURNAL || path.endsWith(`/${JOURNAL}`));
  const folders = new Set([...tables, ...journals].map(({ path }) => folderOf(path)));
  if (folders.size > 1) {
    throw new ThetascapeError(`These are ${folders.size} runs: drop the directory of one of them.`);
  }
  const [folder = ''] = folders;
  const begun = journals[0] ? await begunRun(files, journals[0], folder) : null;
  // rows that a run left when it was stopped are among those that its journal names, and it may have gone on since
  if (begun?.parts.some(({ path }) => TABLE.test(path))) return begun;
  if (tables.length > 0) return wholeRun(files, tables, folder);
  if (begun) return hasBegun(begun);
  const loose = files.filter(({ path }) => LOOSE.test(path));
  if (loose.length > 0) return wholeRun(files, loose, folder);
  throw new ThetascapeError(
    'There is no models.parquet, no models/*.parquet and no journal of a run here: drop the directory of a run.',
  );
}

/** What a run has left of itself, to its end or as far as it came. */
async function wholeRun(files: readonly PathFile[], parts: readonly PathFile[], folder: string): Promise<RunFiles> {
  const manifest = files.find(({ path }) => path === `${folder}${MANIFEST}` || path === MANIFEST);
  const spec = manifest ? await specOfManifest(manifest.file) : null;
  return { name: spec?.name ?? (folder.split('/').at(-2) || parts[0]!.path), spec, parts, soFar: null };
}

/** What the journal of a run names that trains or was interrupted; null where its first line is not whole. */
async function begunRun(files: readonly PathFile[], journal: PathFile, folder: string): Promise<RunFiles | null> {
  const { header, records } = parseJournal(await bytesOf(journal), journal.path);
  if (!header) return null;
  const spec = resolve(specOf({ header, records }));
  const ended = endedFiles(records).map(({ path }) => `${folder}${path}`);
  const rows = ended.filter((path) => TABLE.test(path));
  const wanted = new Set(rows.length > 0 ? rows : ended.filter((path) => RESULTS.test(path)));
  const parts = files.filter(({ path }) => wanted.has(path));
  if (parts.length < wanted.size) {
    throw new ThetascapeError(
      `${plural(wanted.size - parts.length, 'file')} that the journal of ${spec.name} names ` +
        `${wanted.size - parts.length === 1 ? 'is' : 'are'} not here: drop the whole directory, once more if the run trains.`,
    );
  }
  return { name: spec.name, spec, parts, soFar: { trained: finishedModels(records), models: header.models } };
}

function hasBegun(run: RunFiles): RunFiles {
  if (run.parts.length > 0) return run;
  throw new ThetascapeError(
    `${run.name} has no finished models yet, of ${count(run.soFar?.models ?? 0)}: open it again when its first wave is ` +
      `trained; if it was interrupted, go on with "thetascape resume".`,
  );
}

/** What was trained; null where the manifest does not say it yet. */
async function specOfManifest(file: File): Promise<Spec | null> {
  try {
    const manifest: unknown = JSON.parse(await file.text());
    return typeof manifest === 'object' && manifest !== null && 'spec' in manifest ? resolve(manifest.spec) : null;
  } catch (error) {
    if (error instanceof SyntaxError) throw new ThetascapeError(`${MANIFEST} is not JSON: ${error.message}.`);
    throw error;
  }
}

/** A browser refuses to read a file that was changed since it was handed over. */
async function bytesOf({ path, file }: PathFile): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    if (error instanceof DOMException) throw changedMeanwhile(path);
    throw error;
  }
}

const folderOf = (path: string): string => path.replace(/(?:models\.parquet|models\/[^/]+|[^/]+)$/, '');
