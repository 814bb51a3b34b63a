import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Ending of files that are being written; one that is found later was left by a process that died. */
export const TEMPORARY = '.thetascape-tmp';

export interface Written {
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/**
 * Writes a file so that its name holds the old content or the new one, never a part: to a temporary name beside it,
 * flushed, renamed, and the directory flushed. Directories are made as needed.
 */
export async function writeAtomically(path: string, pieces: Iterable<string | Uint8Array>): Promise<Written> {
  const directory = dirname(path);
  await makeDirectory(directory);
  const temporary = join(directory, `.${basename(path)}${TEMPORARY}`);
  try {
    const written = await writeFlushed(temporary, pieces);
    await rename(temporary, path);
    await flushDirectory(directory);
    return written;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeFlushed(path: string, pieces: Iterable<string | Uint8Array>): Promise<Written> {
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  let bytes = 0;
  try {
    for (const piece of pieces) {
      const data = typeof piece === 'string' ? Buffer.from(piece) : piece;
      // writeFile goes on until everything is written, where one write may stop short on a full disk
      await file.writeFile(data);
      hash.update(data);
      bytes += data.byteLength;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** A rename outlives a power failure only once its directory is flushed; Windows cannot open one. */
async function flushDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/**
 * Makes a directory and those above it, and returns the first one that it made, if any. Node's own recursive `mkdir`
 * never returns where the file system takes no directories, such as below /proc (Node 20 to 24).
 */
export async function makeDirectory(path: string): Promise<string | undefined> {
  try {
    await mkdirFlushed(path);
    return path;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return undefined;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    const first = await makeDirectory(dirname(path));
    await mkdirFlushed(path);
    return first ?? path;
  }
}

/** What is flushed in a directory is lost with it, as long as the one above does not know of it for good. */
async function mkdirFlushed(path: string): Promise<void> {
  await mkdir(path);
  await flushDirectory(dirname(path));
}
