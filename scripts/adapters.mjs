/**
 * The WebGPU adapters of this machine. Environment variables that are read when a process starts decide which driver
 * Dawn finds, so an adapter is chosen in one process and used in the next.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './folders.mjs';
import { lavapipeCandidates, lavapipeFolder, libraryFolders } from './lavapipe.mjs';
import { swiftshaderCandidates, swiftshaderFolder } from './swiftshader.mjs';
import { libraryEnv } from './vulkan.mjs';

/** The kinds that can be asked for, best first. */
export const kinds = ['hardware', 'lavapipe', 'swiftshader'];

/**
 * The kinds to try: THETASCAPE_ADAPTER alone when it is set, else `named` where the environment names a Vulkan driver
 * already (by hand, or because a parent process chose), else the preferred ones. Throws an Error for an unknown kind.
 */
export function wantedKinds(preferred = kinds, env = process.env) {
  const wanted = env.THETASCAPE_ADAPTER;
  if (!wanted) return env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES ? ['named'] : preferred;
  if (!kinds.includes(wanted)) throw new Error(`THETASCAPE_ADAPTER is "${wanted}": use one of ${kinds.join(', ')}.`);
  return [wanted];
}

/** `{ kind, env }` of every driver of the wanted kinds that is there without fetching anything, best first. */
export function candidates(wanted, cache) {
  const found = {
    named: () => [{ kind: 'named', env: {} }],
    hardware: hardwareCandidates,
    lavapipe: lavapipeCandidates,
    swiftshader: swiftshaderCandidates,
  };
  return wanted.flatMap((kind) => found[kind](cache));
}

/** The first candidate whose probe shows an adapter of its kind, as `{ kind, env, adapter }`, or null. */
export function firstWorking(list, probe = probeAdapter) {
  for (const { kind, env } of list) {
    const adapter = probe(env);
    if (adapter && (kind === 'named' || kind === kindOf(adapter))) return { kind: kindOf(adapter), env, adapter };
  }
  return null;
}

/** The kind of an adapter, by its own description. */
export function kindOf({ software, architecture }) {
  if (!software) return 'hardware';
  return architecture === 'swiftshader' ? 'swiftshader' : 'lavapipe';
}

/** What Dawn finds in a process with `env` added, or null. */
function probeAdapter(env) {
  const { status, stdout } = spawnSync(process.execPath, [join(packageRoot, 'scripts', 'adapter-probe.mjs')], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });
  // A driver that brings Dawn down is no adapter either.
  return status === 0 ? JSON.parse(stdout) : null;
}

/** The system as it is; then with a loader from the cache, for a GPU's driver on a system without a Vulkan loader. */
function hardwareCandidates(cache) {
  const loaders = [...libraryFolders(lavapipeFolder(cache)), swiftshaderFolder(cache)]
    .filter((folder) => existsSync(join(folder, 'libvulkan.so.1')))
    .slice(0, 1);
  return [{}, ...loaders.map(libraryEnv)].map((env) => ({ kind: 'hardware', env }));
}
