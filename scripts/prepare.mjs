/** The set-up that `npm start` and `npm test` share. Runs on Node 20 before anything is installed. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { candidates, firstWorking, wantedKinds } from './adapters.mjs';
import { cacheFolder, packageRoot } from './folders.mjs';
import { installLavapipe, lavapipeFolder } from './lavapipe.mjs';
import { findNode, npm } from './node.mjs';
import { timed } from './say.mjs';
import { installSwiftshader, swiftshaderFolder } from './swiftshader.mjs';

const sources = ['src', 'shaders', 'build', 'vite.config.ts', 'package.json', 'package-lock.json'];

/** `npm ci`, when node_modules does not hold what package-lock.json says. Throws an Error without a Node to go on with. */
export function installPackages(root = packageRoot) {
  if (!packagesAreInstalled(root)) {
    // Without --include=dev, NODE_ENV=production would leave out the build tools.
    timed('Installing the npm packages', () => npm('ci', '--include=dev', '--no-audit', '--no-fund'));
  }
  findNode();
}

/** The packages of bench/peers, which nobody needs but who compares with them; as {@link installPackages}. */
export function installPeers(root = packageRoot) {
  const peers = join(root, 'bench', 'peers');
  if (packagesAreInstalled(peers)) return;
  timed('Installing the peers', () => npm('ci', '--prefix', peers, '--no-audit', '--no-fund'));
}

/** `npm run build:library`, when a source is newer than what was built. */
export function build(root = packageRoot) {
  const built = changedAt(join(root, 'dist', 'cli.js'));
  if (built >= Math.max(...sources.map((source) => newest(join(root, source))))) return;
  timed('Building dist/', () => npm('run', 'build:library'));
}

/**
 * Finds an adapter, fetching a software one when none of a better kind works.
 *
 * @param preferred kinds, best first
 * @returns `{ kind, env, adapter }`: the environment in which Dawn finds it, and its description
 * @throws Error when there is none
 */
export function findAdapter(preferred) {
  const cache = cacheFolder();
  const wanted = wantedKinds(preferred);
  for (let count = 1; count <= wanted.length; count++) {
    // Better kinds are tried again: a fetched loader may make a GPU's driver usable.
    const choice = firstWorking(candidates(wanted.slice(0, count), cache));
    if (choice) return choice;
    if (!fetchAdapter(wanted[count - 1], cache)) continue;
    const fetched = firstWorking(candidates(wanted.slice(0, count), cache));
    if (fetched) return fetched;
  }
  throw new Error(`No WebGPU adapter was found (tried: ${wanted.join(', ')}): ${remedy}`);
}

const remedy =
  'install a Vulkan driver for your GPU, or Mesa 24 or later (mesa-vulkan-drivers), or unset THETASCAPE_ADAPTER, ' +
  'VK_DRIVER_FILES and VK_ICD_FILENAMES if you set them.';

/** Fetches what can be fetched of `kind`, once; false when there is nothing new. */
function fetchAdapter(kind, cache) {
  const fetchable = {
    lavapipe: { folder: lavapipeFolder(cache), install: installLavapipe },
    swiftshader: { folder: swiftshaderFolder(cache), install: installSwiftshader },
  };
  const { folder, install } = fetchable[kind] ?? {};
  if (!folder || existsSync(folder)) return false;
  try {
    timed(`Fetching ${kind}, a Vulkan driver for the CPU, into ${folder}`, () => install(cache));
    return true;
  } catch (error) {
    console.error(`Going on without ${kind}: ${error.message}.`);
    return false;
  }
}

/** Whether every package of the lock file is there in the version that it says, by npm's own record. */
export function packagesAreInstalled(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  // The path '' is the package itself.
  return Object.entries(locked).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

/** Modification time of the newest file in `path`, in ms; 0 where there is nothing. */
function newest(path) {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return changedAt(path);
  return Math.max(changedAt(path), ...readdirSync(path).map((name) => newest(join(path, name))));
}

function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
