/** Bundles what runs in a page, in Deno and in Node, once, with our trainer from its sources. */
import { join } from 'node:path';
import { build } from 'vite';
import { shaders } from '../../build/shaders-plugin.ts';
import { packageRoot } from '../../scripts/folders.mjs';

export const built = join(packageRoot, 'node_modules', '.cache', 'peers');

export async function buildPeers() {
  const root = join(packageRoot, 'bench', 'peers');
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'error',
    plugins: [shaders(join(packageRoot, 'shaders'))],
    build: {
      outDir: built,
      emptyOutDir: true,
      target: 'esnext',
      // Deno and Node have no document to preload with
      modulePreload: false,
      chunkSizeWarningLimit: Infinity,
      rolldownOptions: {
        input: ['index.html', 'deno.mjs', 'host.mjs'].map((file) => join(root, file)),
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: '[name].js' },
      },
    },
  });
}
