import { fileURLToPath } from 'node:url';
import { defineConfig } from 'playwright/test';

const port = 5178;
const root = fileURLToPath(new URL('..', import.meta.url));
const vite = `"${process.execPath}" node_modules/vite/bin/vite.js`;
/** Not dist/, which another build may empty while the tests run. */
const site = `${root}node_modules/.cache/e2e-site`;

/** Quiet, and with a WebGPU adapter that runs on the CPU; without the last four a canvas on it takes the browser down. */
const chromium = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const webgpu = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
];

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
      executablePath: process.env['THETASCAPE_CHROMIUM'] ?? '/usr/bin/chromium',
      args: [...chromium, ...webgpu],
    },
  },
  projects: ['journey', 'keyboard', 'exports', 'failures', 'accessibility', 'library', 'without-webgpu'].map(
    (name) => ({
      name,
      testMatch: `${name}.spec.ts`,
    }),
  ),
});
