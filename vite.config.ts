import { defineConfig } from 'vitest/config';
import { explorer } from './build/explorer-plugin.ts';
import { shaders } from './build/shaders-plugin.ts';

const path = (file: string): string => new URL(file, import.meta.url).pathname;

/** What depends most on the kernels that train. */
const TRAINING_TESTS = ['freezing', 'goldens', 'halving', 'laws', 'trajectory'].map(
  (name) => `test/train/${name}.test.ts`,
);

/**
 * `vite build` makes the library and the command for Node, `--mode browser` the library for pages; `--mode demo`
 * builds or serves the page in demo/.
 */
export default defineConfig(({ mode }) => ({
  plugins: [
    shaders(path('shaders')),
    explorer(path('src/views/explore/in-report.ts'), path('src/views/explore/explore.css'), path('shaders')),
  ],
  ...({ demo: page, browser: pageLibrary }[mode] ?? nodeLibrary),
  test: {
    testTimeout: 120_000,
    // what waits for a device or a process leaves a core to another file; more would compete for an adapter on the CPU
    maxWorkers: 2,
    projects: [
      { extends: true as const, test: { name: 'all', include: ['test/**/*.test.ts'] } },
      ...['subgroups', 'fused', 'fused-subgroups'].map((kernels) => ({
        extends: true as const,
        test: { name: `${kernels} kernels`, include: TRAINING_TESTS, env: { THETASCAPE_TEST_KERNELS: kernels } },
      })),
    ],
  },
}));

const page = {
  root: 'demo',
  base: './',
  build: { outDir: '../dist/demo', emptyOutDir: true, target: 'esnext' },
};

// a build for Node leaves `createRequire` in what it bundles, which no page can load
const pageLibrary = {
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'esnext',
    sourcemap: true,
    lib: { entry: { thetascape: 'src/index.ts' }, formats: ['es' as const] },
  },
};

const nodeLibrary = {
  build: {
    ssr: true,
    target: 'node22',
    sourcemap: true,
    rolldownOptions: {
      input: { node: 'src/index-node.ts', cli: 'src/cli/main.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      // native code cannot be bundled
      external: ['webgpu', '@resvg/resvg-js'],
    },
  },
  ssr: { noExternal: true as const },
};
