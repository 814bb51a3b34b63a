/** The adapter that the command uses: chosen by probing once, then remembered for as long as nothing has changed. */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { candidates, firstWorking, wantedKinds } from './adapters.mjs';
import { cacheFolder } from './folders.mjs';
import { lavapipeFolder } from './lavapipe.mjs';
import { swiftshaderFolder } from './swiftshader.mjs';
import { systemIcdFolders } from './vulkan.mjs';

/** The environment to add for the best adapter that is there; empty without one. Fetches nothing. */
export function chosenEnv(probe, cache = cacheFolder()) {
  const wanted = wantedKinds();
  if (wanted[0] === 'named') return {};
  const remembered = recall(wanted, cache);
  if (remembered) return remembered;
  const choice = firstWorking(candidates(wanted, cache), probe);
  if (choice) remember(wanted, cache, choice.env);
  return choice?.env ?? {};
}

function recall(wanted, cache) {
  try {
    const { env, seen } = JSON.parse(readFileSync(memoryFile(cache), 'utf8'));
    return seen === fingerprint(wanted, cache, env) ? env : null;
  } catch {
    // No memory yet, or one that cannot be read: both mean to look again.
    return null;
  }
}

function remember(wanted, cache, env) {
  mkdirSync(cache, { recursive: true });
  const temporary = `${memoryFile(cache)}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify({ env, seen: fingerprint(wanted, cache, env) }));
  renameSync(temporary, memoryFile(cache));
}

/** Changes with anything that may change the choice: devices, installed libraries and drivers, or what was wanted. */
function fingerprint(wanted, cache, env) {
  const { LD_LIBRARY_PATH, XDG_RUNTIME_DIR } = process.env;
  const system = ['/dev/dri', '/dev/nvidia0', '/etc/ld.so.cache', ...systemIcdFolders];
  const places = [...system, lavapipeFolder(cache), swiftshaderFolder(cache), env.VK_DRIVER_FILES];
  return JSON.stringify([wanted, cache, LD_LIBRARY_PATH, XDG_RUNTIME_DIR, places.map(changedAt)]);
}

function changedAt(path) {
  return (path && statSync(path, { throwIfNoEntry: false })?.mtimeMs) ?? null;
}

function memoryFile(cache) {
  return join(cache, 'adapter.json');
}
