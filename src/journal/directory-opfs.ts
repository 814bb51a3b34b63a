import { ThetascapeError } from '../errors';
import { sha256, type Appender, type Directory, type Written } from './directory';

interface SyncAccessHandle {
  write(bytes: Uint8Array, options: { at: number }): number;
  getSize(): number;
  truncate(bytes: number): void;
  flush(): void;
  close(): void;
}

declare global {
  /** What workers have, and pages have not. */
  interface FileSystemFileHandle {
    createSyncAccessHandle(): Promise<SyncAccessHandle>;
    move(folder: FileSystemDirectoryHandle, name: string): Promise<void>;
  }
}

const TEMPORARY = '.tmp';

/**
 * A folder of a browser's private file system. Pages may read, list and remove; what writes is for workers, since a file
 * is flushed nowhere else.
 */
export function opfsDirectory(root: FileSystemDirectoryHandle): Directory {
  const of = (path: string, create = false) => find(root, path, create);
  return {
    name: root.name,
    read: async (path) => {
      const file = await of(path).catch(unlessMissing(null));
      return file && new Uint8Array(await (await file.handle.getFile()).arrayBuffer());
    },
    write: async (path, pieces) => write(root, path, pieces),
    open: async (path) => openAtEnd((await of(path, true)).handle),
    truncate: async (path, bytes) => {
      const file = await (await of(path)).handle.createSyncAccessHandle();
      attempt(file, () => (file.truncate(bytes), file.flush()));
      file.close();
    },
    list: async (folder) => {
      const handle = await root.getDirectoryHandle(folder).catch(unlessMissing(null));
      return handle ? Array.fromAsync(handle.keys()) : [];
    },
    remove: async (path) => {
      const file = await of(path).catch(unlessMissing(null));
      await file?.folder.removeEntry(file.handle.name).catch(unlessMissing(null));
    },
    explained,
  };
}

/** Turns what a browser refuses into one sentence; other errors pass. */
export async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const reason = error instanceof DOMException ? REASONS[error.name] : undefined;
    throw reason === undefined ? error : new ThetascapeError(`The browser does not keep this run: ${reason}.`);
  }
}

const REASONS: Record<string, string> = {
  QuotaExceededError: 'its storage is full',
  NotFoundError: 'what was kept is gone',
  NoModificationAllowedError: 'another tab writes it',
  SecurityError: 'it allows this page no storage, as private windows and blocked site data do',
  InvalidStateError: 'its storage is out of order',
};

async function find(root: FileSystemDirectoryHandle, path: string, create: boolean) {
  const [name, ...above] = path.split('/').toReversed();
  let folder = root;
  for (const part of above.toReversed()) folder = await folder.getDirectoryHandle(part, { create });
  return { folder, handle: await folder.getFileHandle(name!, { create }) };
}

async function write(
  root: FileSystemDirectoryHandle,
  path: string,
  pieces: Iterable<string | Uint8Array>,
): Promise<Written> {
  const bytes = new Uint8Array(await new Blob(Array.from(pieces, (piece) => asPart(piece))).arrayBuffer());
  const { folder, handle } = await find(root, `${path}${TEMPORARY}`, true);
  const file = await handle.createSyncAccessHandle();
  try {
    attempt(file, () => file.truncate(0));
    writeWhole(file, bytes, 0);
  } catch (error) {
    await folder.removeEntry(handle.name);
    throw error;
  }
  file.close();
  await handle.move(folder, path.split('/').at(-1)!);
  return { bytes: bytes.length, sha256: await sha256(bytes) };
}

const asPart = (piece: string | Uint8Array): BlobPart => (typeof piece === 'string' ? piece : new Uint8Array(piece));

/** A private window says of a write that did not fit that it wrote 4 GiB. */
function writeWhole(file: SyncAccessHandle, bytes: Uint8Array, at: number): void {
  attempt(file, () => {
    if (file.write(bytes, { at }) !== bytes.length) {
      throw new DOMException('fewer bytes were written than asked for', 'QuotaExceededError');
    }
    file.flush();
  });
}

async function openAtEnd(handle: FileSystemFileHandle): Promise<Appender> {
  const file = await handle.createSyncAccessHandle();
  attempt(file, () => file.flush());
  return {
    append: async (text) => writeWhole(file, new TextEncoder().encode(text), file.getSize()),
    close: async () => file.close(),
  };
}

/** Lets the file go when it fails. */
function attempt(file: SyncAccessHandle, work: () => void): void {
  try {
    work();
  } catch (error) {
    file.close();
    throw error;
  }
}

function unlessMissing<T>(missing: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof DOMException && error.name === 'NotFoundError') return missing;
    throw error;
  };
}
