/** Mesa's Vulkan on the CPU. Dawn accepts it from Mesa 24 on; Debian 12 ships 22 and has 25 in its backports. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distribution, unpackPackage } from './debian.mjs';
import { fillFolder } from './folders.mjs';
import { driverEnv, systemIcdFolders, withLibraryBeside } from './vulkan.mjs';

/** The suite of the distribution that holds a Mesa new enough, or null. */
export function lavapipeSuite({ id, version, codename }) {
  if (id === 'debian' && version === 12) return `${codename}-backports`;
  if (id === 'debian' && version >= 13) return codename;
  if (id === 'ubuntu' && version >= 24.04) return codename;
  return null;
}

/** What is there already: the system's own, then the one in the cache. */
export function lavapipeCandidates(cache) {
  const system = systemIcdFolders.flatMap(lavapipeIcds).map((icd) => driverEnv(icd, cache));
  const unpacked = libraryFolders(lavapipeFolder(cache)).flatMap((libraries) =>
    lavapipeIcds(libraries).map((icd) => driverEnv(icd, cache, libraries)),
  );
  return [...system, ...unpacked].map((env) => ({ kind: 'lavapipe', env }));
}

/** Where {@link installLavapipe} puts it. */
export function lavapipeFolder(cache) {
  return join(cache, 'lavapipe');
}

/** Unpacks the distribution's Mesa into the cache. Throws an Error with the reason where that cannot be done. */
export function installLavapipe(cache) {
  const system = distribution();
  const suite = system && lavapipeSuite(system);
  if (!suite) throw new Error('this system has no apt that offers Mesa 24 or later');
  fillFolder(lavapipeFolder(cache), (folder) => {
    unpackPackage('mesa-vulkan-drivers', suite, folder, system);
    const [libraries] = libraryFolders(folder);
    const [icd] = lavapipeIcds(join(folder, 'usr', 'share', 'vulkan', 'icd.d'));
    if (!libraries || !icd) throw new Error('the package mesa-vulkan-drivers holds no lavapipe');
    writeFileSync(join(libraries, 'lvp_icd.json'), withLibraryBeside(icd));
  });
}

/** `usr/lib/x86_64-linux-gnu`, or another machine's, below `root`. */
export function libraryFolders(root) {
  const lib = join(root, 'usr', 'lib');
  if (!existsSync(lib)) return [];
  const folders = readdirSync(lib).filter((folder) => folder.endsWith('-linux-gnu'));
  return folders.map((folder) => join(lib, folder));
}

/** The JSON files of lavapipe in `folder`, by the names that distributions give them. */
function lavapipeIcds(folder) {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => /^lvp_icd\b.*\.json$/.test(file));
  return files.map((file) => join(folder, file));
}
