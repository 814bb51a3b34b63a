import { fileURLToPath } from 'node:url';
import { defineConfig } from 'playwright/test';
import { chromiumFlags, findChromium } from '../scripts/chromium.mjs';

const port = 5178;
const root = fileURLToPath(new URL('..', import.meta.url));
const vite = `"${process.execPath}" node_modules/vite/bin/vite.js`;
/** Not dist/, which another build may empty while the tests run. */
const site = `${root}node_modules/.cache/e2e-site`;

/** What is tested is what ships: the page and the library as they are built. A project has its browser to itself. */
export default defineConfig({
  testDir: '.',
  outputDir: '../node_modules/.cache/e2e',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 60_000 },
  webServer: {
    command: [
      `${vite} build --mode browser --outDir "${site}"`,
      `${vite} build --mode demo --outDir "${site}/demo"`,
      `${vite} preview --outDir "${site}" --port ${port} --strictPort`,
    ].join(' && '),
    cwd: root,
    port,
    timeout: 120_000,
  },
  use: {
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1280, height: 720 },
    actionTimeout: 20_000,
    launchOptions: {
      executablePath: findChromium(),
      args: chromiumFlags(),
    },
  },
  projects: [
    'journey',
    'keyboard',
    'exports',
    'failures',
    'kept',
    'halving',
    'accessibility',
    'library',
    'explore',
    'begun',
    'without-webgpu',
  ].map((name) => ({
    name,
    testMatch: `${name}.spec.ts`,
  })),
});
