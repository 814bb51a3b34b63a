/** `npm run e2e:deno`: the library trains exactly on wgpu, the other implementation of WebGPU, on both software adapters. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'vite';
import { findDeno } from '../scripts/deno.mjs';
import { packageRoot } from '../scripts/folders.mjs';
import { findAdapter } from '../scripts/prepare.mjs';

const outDir = join(packageRoot, 'node_modules', '.cache', 'e2e-deno');
const script = join(packageRoot, 'e2e', 'deno-exactness.mjs');

const deno = findDeno();
await build({ mode: 'browser', logLevel: 'warn', build: { outDir, emptyOutDir: true } });
const failed = ['lavapipe', 'swiftshader'].filter((kind) => {
  const { env } = findAdapter([kind]);
  const parameters = ['run', '--allow-read', '--unstable-webgpu', '--no-config', script, join(outDir, 'thetascape.js')];
  return spawnSync(deno, parameters, { env: { ...process.env, ...env }, stdio: 'inherit' }).status !== 0;
});
process.exit(failed.length > 0 ? 1 : 0);
