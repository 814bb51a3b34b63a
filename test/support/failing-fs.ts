/** `node:fs/promises` for tests: the process dies, or the disk is full, at the n-th call that changes a file. */
import type * as Fs from 'node:fs/promises';

type FileSystem = typeof Fs;

export class Crash extends Error {}

const CHANGES = ['mkdir', 'open', 'rename', 'rm', 'rmdir', 'truncate', 'writeFile', 'link', 'copyFile'] as const;
/** What a full disk allows. */
const FREEING = new Set(['rm', 'rmdir', 'truncate']);
const HANDLE_CHANGES = ['writeFile', 'sync', 'datasync'];

export const failing = {
  /** Calls so far. */
  calls: 0,
  /** The call that fails, from 1, as do all after it. */
  at: Infinity,
  /** Whether the disk is full then, so that only what takes room fails, or the process dead. */
  full: false,
  /** Files that are open. */
  handles: new Set<Fs.FileHandle>(),
  /** Begins anew, closing what a dead process left open. */
  async reset(at = Infinity, full = false): Promise<void> {
    for (const handle of failing.handles) await handle.close();
    failing.handles.clear();
    Object.assign(failing, { calls: 0, at, full });
  },
};

/** The file system, of which calls fail as {@link failing} says; a write that fails has written its first half. */
export function failingFileSystem(fs: FileSystem): FileSystem {
  const guarded = Object.fromEntries(
    CHANGES.map((name) => [name, async (...args: unknown[]) => guard(name, () => Reflect.apply(fs[name], fs, args))]),
  );
  const open = async (...args: Parameters<FileSystem['open']>) =>
    guard('open', async () => guardedHandle(await fs.open(...args)));
  return { ...fs, ...guarded, open };
}

function guardedHandle(handle: Fs.FileHandle): Fs.FileHandle {
  failing.handles.add(handle);
  return new Proxy(handle, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        const call = async (): Promise<unknown> => Reflect.apply(value, target, args);
        if (name === 'close') failing.handles.delete(target);
        if (!HANDLE_CHANGES.includes(String(name))) return call();
        return guard(
          String(name),
          call,
          name === 'writeFile' ? async () => target.writeFile(firstHalf(args[0])) : undefined,
        );
      };
    },
  });
}

async function guard<T>(name: string, call: () => Promise<T> | T, before?: () => Promise<void>): Promise<T> {
  failing.calls++;
  if (failing.calls < failing.at || (failing.full && FREEING.has(name))) return call();
  if (failing.calls === failing.at) await before?.();
  if (failing.full) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  throw new Crash();
}

function firstHalf(data: unknown): Uint8Array {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  if (!(bytes instanceof Uint8Array)) throw new Error('only texts and bytes are written');
  return bytes.subarray(0, bytes.length >> 1);
}
