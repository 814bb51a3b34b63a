/** `npm test`: sets up what is missing, then runs the checks and every test; ends with `N passed, N failed`. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { packageRoot } from './folders.mjs';
import { build, findAdapter, installPackages } from './prepare.mjs';
import { findRedis } from './redis.mjs';
import { runMain } from './say.mjs';
import { playwrightCounts, total, vitestCounts } from './test-results.mjs';

const bin = join(packageRoot, 'node_modules', '.bin');
const reports = mkdtempSync(join(tmpdir(), 'thetascape-test-'));

/** Until everything has run, the set-up is what failed. */
let counts = { passed: 0, failed: 1 };
process.on('exit', () => {
  rmSync(reports, { recursive: true, force: true });
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
});

runMain(() => {
  installPackages();
  build();
  // The same adapter wherever there is a CPU: what passes here passes on any machine.
  const adapter = findAdapter(['lavapipe', 'swiftshader', 'hardware']);
  const chromium = findChromium();
  const redis = findRedis();
  console.error(`Testing on ${adapter.kind} (${adapter.adapter.description})`);
  const parts = [check('format'), check('lint'), check('types'), vitest(adapter, redis), browser(adapter, chromium)];
  counts = total(parts);
  process.exitCode = counts.failed > 0 ? 1 : 0;
});

/** One of `npm run check`'s parts, counted as one test. */
function check(part) {
  const status = run('npm', ['run', '--silent', `check:${part}`]);
  console.error(`check:${part} ${status === 0 ? 'passed' : 'failed'}`);
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 };
}

function vitest({ env }, redis) {
  const file = join(reports, 'vitest.json');
  const parameters = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = run('vitest', parameters, { ...env, THETASCAPE_REDIS_SERVER: redis });
  return vitestCounts(readReport(file), status);
}

/** Chromium brings a Vulkan driver of its own; commands that a page's test starts choose the adapter of the other tests. */
function browser({ kind }, chromium) {
  const file = join(reports, 'playwright.json');
  const status = run('playwright', ['test', '-c', 'e2e', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    THETASCAPE_CHROMIUM: chromium,
    THETASCAPE_ADAPTER: kind,
  });
  return playwrightCounts(readReport(file), status);
}

/** Runs a program of the installed packages, on the Node that is among them. */
function run(program, parameters, env = {}) {
  const PATH = [bin, process.env.PATH].join(delimiter);
  return spawnSync(program, parameters, {
    cwd: packageRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env, PATH },
    shell: process.platform === 'win32',
  }).status;
}

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}
