/** Finds what is explored among files that were dropped or chosen. */
import { ThetascapeError } from '../../src/errors';
import { resolve, type Spec } from '../../src/index';
import type { RunFiles } from './engine-calls';

/** A file with its path from what was dropped: `runs/mine/models.parquet`. */
export interface PathFile {
  path: string;
  file: File;
}

const MANIFEST = 'manifest.json';
/** Of an interrupted run, `waves/`: what it has kept so far. */
const PARTS = /(?:^|\/)models(?:\.parquet|\/[^/]+\.parquet)$/;
const KEPT = /(?:^|\/)waves\/models-[^/]+\.parquet$/;
/** What a run directory has many of and the explorer none. */
const SKIPPED = /^(?:figures|weights|losses|node_modules)$/;
const MOST_FILES = 20_000;

/** Whether files are for the explorer, not data to learn from. */
export function isForExplorer(entries: readonly FileSystemEntry[]): boolean {
  return entries.some((entry) => entry.isDirectory || /\.parquet$/i.test(entry.name) || entry.name === MANIFEST);
}

/** All files below what was dropped. */
export async function filesBelow(entries: readonly FileSystemEntry[]): Promise<PathFile[]> {
  const found: PathFile[] = [];
  const waiting = [...entries];
  for (let entry = waiting.shift(); entry && found.length < MOST_FILES; entry = waiting.shift()) {
    if (isDirectory(entry) && !SKIPPED.test(entry.name)) waiting.push(...(await childrenOf(entry)));
    else if (isFile(entry)) found.push({ path: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry) });
  }
  return found;
}

/**
 * The models table of a run, with its spec where the manifest is among the files.
 *
 * @throws ThetascapeError when no table of models is among them
 */
export async function runFiles(files: readonly PathFile[]): Promise<RunFiles> {
  const whole = files.filter(({ path }) => PARTS.test(path));
  const kept = files.filter(({ path }) => KEPT.test(path));
  const loose = files.filter(({ path }) => /^[^/]+\.parquet$/i.test(path));
  const parts = [whole, kept, loose].find((some) => some.length > 0);
  if (!parts) {
    throw new ThetascapeError(
      'There is no models.parquet and no models/*.parquet here: drop the directory of a run that is finished.',
    );
  }
  const folders = new Set(parts.map(({ path }) => path.replace(/(?:models\.parquet|(?:models|waves)\/[^/]+)$/, '')));
  if (whole.length > 0 && folders.size > 1) {
    throw new ThetascapeError(`These are ${folders.size} runs: drop the directory of one of them.`);
  }
  const [folder = ''] = folders;
  const manifest = files.find(({ path }) => path === `${folder}${MANIFEST}` || path === MANIFEST);
  const spec = manifest ? await specOf(manifest.file) : null;
  const name = spec?.name ?? (folder.split('/').at(-2) || parts[0]!.path);
  return { name, spec, parts };
}

/** What was trained; null where the manifest does not say it yet. */
async function specOf(file: File): Promise<Spec | null> {
  try {
    const manifest: unknown = JSON.parse(await file.text());
    return typeof manifest === 'object' && manifest !== null && 'spec' in manifest ? resolve(manifest.spec) : null;
  } catch (error) {
    if (error instanceof SyntaxError) throw new ThetascapeError(`${MANIFEST} is not JSON: ${error.message}.`);
    throw error;
  }
}

function childrenOf(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const next = (): Promise<FileSystemEntry[]> =>
    new Promise<FileSystemEntry[]>((done, fail) => {
      reader.readEntries(done, fail);
      // browsers hand out a hundred at a time
    }).then(async (some) => (some.length === 0 ? [] : [...some, ...(await next())]));
  return next();
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise<File>((done, fail) => {
    entry.file(done, fail);
  });
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
