/**
 * `npm run bench:peers`: model-steps per second of the article's network by Thetascape and by what people use instead,
 * on the same adapters in one run. Prints, writes runs/peers.json, and after a whole run docs/benchmarks.md.
 *
 *   --models 1,8,64   numbers of models
 *   --only NAME       contenders and hosts whose name contains it
 *   --quick           short turns, to see that it works
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findAdapter, installPeers } from '../../scripts/prepare.mjs';
import { buildPeers } from './build.mjs';
import { chromiumHost, denoHost, nodeHost, pytorchHost } from './hosts.mjs';
import { EPOCH, isSize } from './job.mjs';
import { finish, printRow } from './report.mjs';
import { writeJob } from './pytorch.mjs';
import { measure } from './rounds.mjs';

const OURS = ['layered', 'scalar', 'subgroups', 'fused', 'fused-subgroups'].map((path) => `thetascape ${path}`);
/** What is compared in each host. */
const CONTENDERS = {
  chromium: [...OURS, 'jax-js webgpu', 'jax-js wasm', 'tfjs webgpu', 'tfjs wasm'],
  deno: [...OURS, 'jax-js webgpu'],
  node: OURS,
  pytorch: ['PyTorch notebook', 'PyTorch plain loop', 'PyTorch by hand'],
};

const { values: asked } = parseArgs({
  options: {
    models: { type: 'string', default: '1,8,64' },
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
  },
});
const sizes = asked.models.split(',').map(Number);
const wrong = sizes.find((models) => !isSize(models));
if (wrong !== undefined) fail(`--models: ${wrong} cannot be trained; give 1 to 8, or multiples of 8, such as 1,8,64.`);
const timing = asked.quick ? { turns: 2, seconds: 0.2 } : { turns: 6, seconds: 1 };

installPeers();
await buildPeers();
const folder = mkdtempSync(join(os.tmpdir(), 'thetascape-peers-'));
const node = await nodeHost();
const started = { node: async () => node, chromium: startChromium, deno: denoHost, pytorch: startPyTorch };
const contenders = [];
const hosts = [];
for (const [kind, names] of Object.entries(CONTENDERS)) {
  const wanted = names.filter((name) => isAsked(`${kind} ${name}`));
  const host = wanted.length > 0 && (await started[kind]());
  if (!host) continue;
  hosts.push(host);
  contenders.push(...wanted.map((name) => ({ name, kind, host, job: host.needsJob ? jobFor : undefined })));
}
if (contenders.length === 0) fail(`--only: nothing is called "${asked.only.join('" or "')}" here.`);
const rows = [];
for (const models of sizes) {
  const load = os.loadavg()[0];
  for (const row of await measure(contenders, models, { checked: EPOCH, ...timing })) {
    rows.push({ ...row, load });
    printRow(rows.at(-1));
  }
}
for (const host of hosts) await host.close();
rmSync(folder, { recursive: true });
const whole = asked.only.length === 0 && !asked.quick && sizes.join() === '1,8,64';
await finish(rows, whole);
process.exit(0);

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

function isAsked(name) {
  return asked.only.length === 0 || asked.only.some((part) => name.includes(part));
}

function startChromium() {
  return chromiumHost(findAdapter().kind);
}

async function startPyTorch() {
  const host = await pytorchHost();
  if (!host) console.error('Going on without PyTorch: no python3 here imports torch.');
  return host;
}

/** The file of a job, for a host that cannot make it itself. */
async function jobFor(name, models) {
  return writeJob(join(folder, `${name} ${models}`), await node.materialise(models));
}
