/** Finds the files of a run among what was dropped. */
import { isOfRun, type PathFile } from './run-files';

/** What a run directory has many of and the explorer none. */
const SKIPPED = /^(?:figures|weights|losses|node_modules)$/;
const MOST_FILES = 20_000;

/** Whether files are for the explorer, not data to learn from. */
export function isForExplorer(entries: readonly FileSystemEntry[]): boolean {
  return entries.some((entry) => entry.isDirectory || isOfRun(entry.name));
}

/** The files of runs below what was dropped. What a run that trains renames or removes meanwhile is left out. */
export async function filesBelow(entries: readonly FileSystemEntry[]): Promise<PathFile[]> {
  const found: PathFile[] = [];
  const waiting = [...entries];
  for (let entry = waiting.shift(); entry && found.length < MOST_FILES; entry = waiting.shift()) {
    const path = entry.fullPath.replace(/^\//, '');
    if (isDirectory(entry) && !SKIPPED.test(entry.name)) waiting.push(...((await unlessGone(childrenOf(entry))) ?? []));
    if (!isFile(entry) || !isOfRun(path)) continue;
    const file = await unlessGone(fileOf(entry));
    if (file) found.push({ path, file });
  }
  return found;
}

/** Null for what was there when its directory was listed and is not any more. */
async function unlessGone<T>(taken: Promise<T>): Promise<T | null> {
  try {
    return await taken;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
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
