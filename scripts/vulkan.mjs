/** How one Vulkan driver is picked: the loader reads these variables when a process first asks for an adapter. */
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Where a system keeps the JSON files of its Vulkan drivers. */
export const systemIcdFolders = ['/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/etc/vulkan/icd.d'];

/**
 * The environment in which `icd`, a driver's JSON file, is the only driver.
 *
 * @param {string} icd
 * @param {string} cache
 * @param {string | null} libraries folder of the driver's libraries where the system does not find them by itself
 */
export function driverEnv(icd, cache, libraries = null) {
  // The older and the newer name of the same variable: a loader knows one or the other.
  const env = { VK_ICD_FILENAMES: icd, VK_DRIVER_FILES: icd };
  if (libraries) Object.assign(env, libraryEnv(libraries));
  if (!process.env.XDG_RUNTIME_DIR) env.XDG_RUNTIME_DIR = runtimeFolder(cache);
  return env;
}

/** The environment in which libraries in `folder` are found first, the Vulkan loader among them. */
export function libraryEnv(folder) {
  return { LD_LIBRARY_PATH: [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':') };
}

/** The text of a driver's JSON file, changed to find its library in the folder that the file is in. */
export function withLibraryBeside(icd) {
  const json = JSON.parse(readFileSync(icd, 'utf8'));
  json.ICD.library_path = `./${basename(json.ICD.library_path)}`;
  return JSON.stringify(json);
}

/** A private folder: without XDG_RUNTIME_DIR the loader warns at every start. */
function runtimeFolder(cache) {
  const folder = join(cache, 'run');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
