/**
 * Two processes never write one run directory. Who holds it is the highest of the files `lock-<n>`; the lock of a
 * process that died is not removed but outnumbered, since the operating system lets only one process make a file, and
 * a lock that is removed could be another one by then.
 */
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { ThetascapeError } from '../errors';
import { codeOf } from './refusals-node';

const LOCK = /^lock-(\d+)$/;
/** A process that is just ending is waited for. */
const PATIENCE = 2000;
const POLL = 50;
/** A holder shows that it lives so often, in milliseconds, to other machines on the same file system. */
const REFRESH = 10_000;
const STALE = 6 * REFRESH;

const HOLDER = v.object({ pid: v.number(), host: v.string(), started: v.nullable(v.string()) });
type Holder = v.InferOutput<typeof HOLDER>;

/** Another process writes the directory. */
export class DirectoryHeldError extends ThetascapeError {
  override name = 'DirectoryHeldError';
}

/** A directory that this process holds. */
export interface Lock {
  unlock: () => Promise<void>;
  /** Resolves when another process has taken the directory over, since this one was stopped for too long. */
  lost: Promise<void>;
}

/** Whether a file of a run directory is a lock. */
export const isLock = (file: string): boolean => LOCK.test(file);

/**
 * Holds the directory until it is unlocked.
 *
 * @throws DirectoryHeldError when another process holds it
 */
export async function lock(directory: string): Promise<Lock> {
  const giveUp = performance.now() + PATIENCE;
  for (;;) {
    const taken = await tryLock(directory);
    if (taken && 'unlock' in taken) return taken;
    if (performance.now() > giveUp) throw refusal(directory, taken);
    await setTimeout(POLL);
  }
}

async function tryLock(directory: string): Promise<Holder | Lock | null> {
  const before = await numbers(directory);
  const highest = before.at(-1) ?? 0;
  if (highest > 0) {
    const holder = await living(join(directory, `lock-${highest}`));
    if (holder !== 'dead') return holder;
  }
  const own = join(directory, `lock-${highest + 1}`);
  if (!(await make(own))) return null;
  if ((await numbers(directory)).at(-1) !== highest + 1) {
    await rm(own);
    return null;
  }
  for (const number of before) await rm(join(directory, `lock-${number}`), { force: true });
  return hold(own);
}

/** Shows that the holder of a lock lives; a lock that is gone was outnumbered. */
function hold(own: string): Lock {
  const { promise: lost, resolve } = Promise.withResolvers<void>();
  const show = (): void =>
    void utimes(own, new Date(), new Date()).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') resolve();
    });
  const refresh = setInterval(show, REFRESH).unref();
  process.on('SIGCONT', show);
  return {
    lost,
    unlock: async () => {
      clearInterval(refresh);
      process.off('SIGCONT', show);
      await rm(own, { force: true });
    },
  };
}

async function numbers(directory: string): Promise<number[]> {
  const found = (await readdir(directory)).flatMap((file) => LOCK.exec(file)?.[1] ?? []);
  return found.map(Number).sort((a, b) => a - b);
}

/** Makes the lock, unless another process does. */
async function make(path: string): Promise<boolean> {
  try {
    const holder: Holder = { pid: process.pid, host: hostname(), started: await startOf(process.pid) };
    await writeFile(path, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // a full disk may have room for its name and none for its text
    await rm(path, { force: true });
    throw error;
  }
}

/** Who holds a lock, null when it is just being made or given up, or that nobody does any more. */
async function living(path: string): Promise<Holder | null | 'dead'> {
  try {
    const text = await readFile(path, 'utf8');
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), HOLDER), text);
    const age = Date.now() - (await stat(path)).mtimeMs;
    if (!parsed.success) return age > PATIENCE ? 'dead' : null;
    const holder = parsed.output;
    if (holder.host !== hostname()) return age > STALE ? 'dead' : holder;
    return (await isRunning(holder)) ? holder : 'dead';
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Signal 0 only asks. A process of the same number that was started at another time is another one. */
async function isRunning({ pid, started }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  return started === null || started === (await startOf(pid));
}

/** When a process was started, in ticks since the machine was; null where the system does not tell (not Linux). */
async function startOf(pid: number): Promise<string | null> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // the name, in parentheses, may hold spaces; the 20th field after it
  return status.slice(status.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

function refusal(directory: string, holder: Holder | null): DirectoryHeldError {
  const elsewhere = holder && holder.host !== hostname() ? ` on ${holder.host}` : '';
  const who = holder ? ` (process ${holder.pid}${elsewhere})` : '';
  return new DirectoryHeldError(
    `The directory "${directory}" is being written by another run${who}; wait for it or name another directory.`,
  );
}
