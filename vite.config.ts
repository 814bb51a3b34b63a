import { defineConfig } from 'vitest/config';
import { shaders } from './build/shaders-plugin.ts';

/** `vite build` makes the library and the command; `--mode demo` builds or serves the page in demo/. */
export default defineConfig(({ mode }) => ({
  plugins: [shaders(new URL('shaders', import.meta.url).pathname)],
  ...(mode === 'demo' ? page : library),
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
  },
}));

const page = {
  root: 'demo',
  base: './',
  build: { outDir: '../dist/demo', emptyOutDir: true, target: 'esnext' },
};

const library = {
  build: {
    ssr: true,
    target: 'node22',
    sourcemap: true,
    rolldownOptions: {
      input: { thetascape: 'src/index.ts', node: 'src/index-node.ts', cli: 'src/cli/main.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      // native code cannot be bundled
      external: ['webgpu', '@resvg/resvg-js'],
    },
  },
  ssr: { noExternal: true as const },
};
