import { join } from 'node:path';
import { runnerImport } from 'vite';
import { shaders } from '../build/shaders-plugin.ts';
import { packageRoot } from '../scripts/folders.mjs';

/** A module of the sources, as it is tested and not as it is built. */
export async function importSource(path) {
  const plugins = [shaders(join(packageRoot, 'shaders'))];
  return (await runnerImport(join(packageRoot, path), { plugins })).module;
}
