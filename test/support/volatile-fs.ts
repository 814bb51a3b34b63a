/**
 * `node:fs/promises` for tests, on a disk whose power may fail: what no `sync` has covered may be there afterwards, or
 * not, or in part, and changes of a directory may be there in any selection.
 */
import { basename, dirname } from 'node:path';

type Random = () => number;
type Entries = Map<string, File | Folder>;

/** What the power failure throws into whatever the process does next. */
export class PowerFailure extends Error {}

class File {
  data: Buffer = Buffer.alloc(0);
  synced: Buffer = Buffer.alloc(0);
  changed = Date.now();

  write(data: Buffer): void {
    this.data = data;
    this.changed = Date.now();
  }

  /** Becomes what a power failure leaves: what was synced stays, unless it is being written over. */
  fail(random: Random): void {
    const { data, synced } = this;
    const common = Math.min(data.length, synced.length);
    const safe = data.subarray(0, common).equals(synced.subarray(0, common)) ? common : 0;
    const kept = safe + Math.floor(random() * (data.length - safe + 1));
    const outcomes = [synced, data, data.subarray(0, kept), Buffer.from(data).fill(0, kept)];
    this.data = data.equals(synced) ? synced : outcomes[Math.floor(random() * outcomes.length)]!;
    this.synced = this.data;
  }
}

class Folder {
  entries: Entries = new Map();
  synced: Entries = new Map();
  /** Changes since the last sync. */
  pending: ((entries: Entries) => void)[] = [];

  change(change: (entries: Entries) => void): void {
    change(this.entries);
    this.pending.push(change);
  }

  sync(): void {
    this.synced = new Map(this.entries);
    this.pending = [];
  }

  fail(random: Random): void {
    const share = [0, 0.5, 1][Math.floor(random() * 3)]!;
    for (const change of this.pending) if (random() < share) change(this.synced);
    this.entries = new Map(this.synced);
    this.pending = [];
    for (const entry of this.entries.values()) entry.fail(random);
  }
}

const error = (code: string): Error => Object.assign(new Error(code), { code });

/** The one disk of a test file. */
export const disk = {
  root: new Folder(),
  /** Changes so far. */
  calls: 0,
  /** The change at which the power fails, from 1. */
  failsAt: Infinity,
  /** An empty disk. */
  format(failsAt = Infinity): void {
    Object.assign(disk, { root: new Folder(), calls: 0, failsAt });
  },
  /** Back with what the failure has left, without the locks of the processes that it ended. */
  powerUp(random: Random): void {
    disk.root.fail(random);
    removeLocks(disk.root);
    Object.assign(disk, { calls: 0, failsAt: Infinity });
  },
};

function removeLocks(folder: Folder): void {
  for (const [name, entry] of folder.entries) {
    if (entry instanceof Folder) removeLocks(entry);
    else if (/^lock-\d+$/.test(name)) folder.change((entries) => entries.delete(name));
  }
}

/** A change of the disk, before which the power may fail. */
function tick(): void {
  if (++disk.calls >= disk.failsAt) throw new PowerFailure();
}

function find(path: string): File | Folder | undefined {
  let entry: File | Folder | undefined = disk.root;
  for (const name of path.split('/').filter((part) => part !== '' && part !== '.')) {
    entry = entry instanceof Folder ? entry.entries.get(name) : undefined;
  }
  return entry;
}

function get(path: string): File | Folder {
  const entry = find(path);
  if (!entry) throw error('ENOENT');
  return entry;
}

function fileAt(path: string): File {
  const entry = get(path);
  if (entry instanceof Folder) throw error('EISDIR');
  return entry;
}

function folderAt(path: string): Folder {
  const entry = get(path);
  if (entry instanceof File) throw error('ENOTDIR');
  return entry;
}

const put = (path: string, entry: File | Folder): void =>
  folderAt(dirname(path)).change((entries) => entries.set(basename(path), entry));
const drop = (path: string): void => folderAt(dirname(path)).change((entries) => entries.delete(basename(path)));
const bytesOf = (data: string | Uint8Array): Buffer =>
  typeof data === 'string' ? Buffer.from(data) : Buffer.from(data);

function create(path: string): File {
  const file = new File();
  put(path, file);
  return file;
}

function opened(path: string, flags: string) {
  const found = find(path);
  if (flags === 'wx' && found) throw error('EEXIST');
  if (flags === 'r') return get(path);
  if (found instanceof Folder) throw error('EISDIR');
  const file = found ?? create(path);
  if (flags.startsWith('w')) file.write(Buffer.alloc(0));
  return file;
}

async function open(path: string, flags: string) {
  if (flags !== 'r') tick();
  const entry = opened(path, flags);
  const sync = async () => {
    tick();
    if (entry instanceof Folder) entry.sync();
    else entry.synced = entry.data;
  };
  const writeFile = async (data: string | Uint8Array) => {
    tick();
    if (entry instanceof File) entry.write(Buffer.concat([entry.data, bytesOf(data)]));
  };
  return { sync, datasync: sync, writeFile, close: async () => {} };
}

interface Listed {
  name: string;
  parentPath: string;
  isDirectory: () => boolean;
}

function list(path: string, recursive: boolean): Listed[] {
  return [...folderAt(path).entries].flatMap(([name, entry]) => [
    { name, parentPath: path, isDirectory: () => entry instanceof Folder },
    ...(recursive && entry instanceof Folder ? list(`${path}/${name}`, true) : []),
  ]);
}

export const volatileFileSystem = {
  open,
  async mkdir(path: string) {
    tick();
    if (find(path)) throw error('EEXIST');
    put(path, new Folder());
  },
  async rename(from: string, to: string) {
    tick();
    const entry = get(from);
    if (dirname(from) !== dirname(to)) throw error('EXDEV');
    folderAt(dirname(to)).change((entries) => {
      entries.delete(basename(from));
      entries.set(basename(to), entry);
    });
  },
  async rm(path: string, { force = false, recursive = false } = {}) {
    tick();
    const entry = find(path);
    if (!entry && !force) throw error('ENOENT');
    if (entry instanceof Folder && !recursive) throw error('ERR_FS_EISDIR');
    if (entry) drop(path);
  },
  async rmdir(path: string) {
    tick();
    if (folderAt(path).entries.size > 0) throw error('ENOTEMPTY');
    drop(path);
  },
  async truncate(path: string, length: number) {
    tick();
    const file = fileAt(path);
    file.write(file.data.subarray(0, length));
  },
  async writeFile(path: string, data: string | Uint8Array, { flag = 'w' } = {}) {
    const handle = await open(path, flag);
    await handle.writeFile(data);
  },
  async readFile(path: string, encoding?: BufferEncoding) {
    const { data } = fileAt(path);
    return encoding === undefined ? Buffer.from(data) : data.toString(encoding);
  },
  async readdir(path: string, { recursive = false, withFileTypes = false } = {}) {
    const listed = list(path, recursive);
    return withFileTypes ? listed : listed.map(({ name }) => name);
  },
  async stat(path: string) {
    const entry = get(path);
    return { isDirectory: () => entry instanceof Folder, mtimeMs: entry instanceof File ? entry.changed : 0 };
  },
  async utimes(path: string) {
    fileAt(path).changed = Date.now();
  },
};
