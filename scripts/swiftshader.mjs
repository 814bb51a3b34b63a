/** Chromium's Vulkan on the CPU: Chromium's own copy, or the one in the npm package @sparticuz/chromium. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { fillFolder, packageRoot } from './folders.mjs';
import { driverEnv } from './vulkan.mjs';

const chromiumFolders = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
];

/** What is there already: Chromium's, then the one in the cache. */
export function swiftshaderCandidates(cache) {
  return [...chromiumFolders, swiftshaderFolder(cache)]
    .map((folder) => ({ icd: join(folder, 'vk_swiftshader_icd.json'), folder }))
    .filter(({ icd }) => existsSync(icd))
    .map(({ icd, folder }) => ({ kind: 'swiftshader', env: driverEnv(icd, cache, folder) }));
}

/** Where {@link installSwiftshader} puts it. */
export function swiftshaderFolder(cache) {
  return join(cache, 'swiftshader');
}

/** Unpacks the npm package's copy into the cache. Throws an Error with the reason where that cannot be done. */
export function installSwiftshader(cache) {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('it is packaged for Linux on x64 only');
  const archive = join(packageRoot, 'node_modules', '@sparticuz', 'chromium', 'bin', 'swiftshader.tar.br');
  if (!existsSync(archive)) throw new Error('the npm package @sparticuz/chromium is not installed');
  fillFolder(swiftshaderFolder(cache), (folder) => {
    const tar = spawnSync('tar', ['-x', '--no-same-owner', '-C', folder], {
      input: brotliDecompressSync(readFileSync(archive)),
      encoding: 'utf8',
    });
    if (tar.status !== 0) throw new Error(`tar failed: ${tar.error?.message ?? tar.stderr.trim()}`);
  });
}
