/** Where the set-up keeps what it fetches, and how it puts it there. */
import { accessSync, constants, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** THETASCAPE_CACHE, else `.cache` of a checkout of one's own, else the user's cache folder. */
export function cacheFolder(root = packageRoot, env = process.env) {
  if (env.THETASCAPE_CACHE) return env.THETASCAPE_CACHE;
  if (!root.includes(`${sep}node_modules${sep}`) && isWritable(root)) return join(root, '.cache');
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'thetascape');
}

/**
 * Replaces `folder` by what `fill(temporary)` makes, all at once: an interrupted set-up leaves nothing half-made.
 *
 * @param {string} folder
 * @param {(temporary: string) => void} fill
 */
export function fillFolder(folder, fill) {
  const temporary = `${folder}.${process.pid}`;
  removeAbandoned(folder);
  mkdirSync(temporary, { recursive: true });
  try {
    fill(temporary);
    rmSync(folder, { recursive: true, force: true });
    renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Removes the temporary folders of processes that were killed while filling `folder`. */
function removeAbandoned(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  for (const name of readdirSync(dirname(folder))) {
    const pid = name.startsWith(`${basename(folder)}.`) ? Number(name.slice(basename(folder).length + 1)) : NaN;
    if (pid > 0 && !isRunning(pid)) rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
