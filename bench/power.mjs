/**
 * `npm run soak:power -- [failures]`: trains on a file system of its own, of which copies are taken as the device below
 * it would be after a power failure, without what the kernel had not written yet. Each copy is mounted, the run in it
 * gone on with, and its files are compared. Only root may, and only on Linux. Exit code 1 when one is different.
 */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { packageRoot } from '../scripts/folders.mjs';
import { hashes } from './kill-loop.mjs';

const [failures = 10] = process.argv.slice(2).map(Number);
const BYTES = 128 * 2 ** 20;
/** Milliseconds between two copies. */
const PAUSE = 3000;

const spec = {
  name: 'power',
  data: { kind: 'formula', expression: 'sin(6 * x)', points: 40 },
  training: { epochs: 60, batchSize: 16, shuffle: true },
  sweeps: Array.from({ length: 8 }, (_, i) => ({
    name: `units-${i + 3}`,
    set: { 'network.hidden': [i + 3] },
    axes: [{ path: 'regularization.l2Penalty', from: 1e-5, to: 1, count: 13, scale: 'log' }],
  })),
  seeds: 4,
};

const cli = join(packageRoot, 'dist', 'cli.js');
const work = mkdtempSync(join(tmpdir(), 'thetascape-power-'));
const at = (name) => join(work, name);
try {
  writeFileSync(at('spec.json'), JSON.stringify(spec));
  for (const name of ['disk', 'copy']) mkdirSync(at(name));
  writeFileSync(at('image'), '');
  truncateSync(at('image'), BYTES);
  must('mkfs.ext4', '-q', at('image'));
  must(process.execPath, cli, 'run', at('spec.json'), '--out', at('peaceful'));
  const expected = hashes(at('peaceful'));
  const copies = [];
  while (copies.length < failures) copies.push(...(await copiesOfOneRun(failures - copies.length)));
  const [resumed, same] = copies
    .map((run) => recover(run, expected))
    .reduce(([begun, equal], one) => [begun + one.begun, equal + one.same], [0, 0]);
  console.log(
    `${new Date().toISOString().slice(0, 10)}: ${failures} power failures, ${resumed} gone on with from a journal, ` +
      `${same} with identical files`,
  );
  process.exitCode = same === failures ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exit();

/** Runs once; what the device would hold at up to `most` moments, as run directories. */
async function copiesOfOneRun(most) {
  must('mount', '-o', 'loop', at('image'), at('disk'));
  const out = join(at('disk'), 'run');
  rmSync(out, { recursive: true, force: true });
  const child = spawn(process.execPath, [cli, 'run', at('spec.json'), '--out', out], {
    detached: true,
    stdio: 'ignore',
  });
  const group = -Number(child.pid);
  const ended = new Promise((done) => child.on('close', done));
  const images = [];
  while (images.length < most && child.exitCode === null) {
    await Promise.race([ended, sleep(PAUSE * (0.5 + Math.random()))]);
    if (child.exitCode !== null) break;
    // while it stands still, so that the copy is of one moment
    process.kill(group, 'SIGSTOP');
    images.push(at(`image-${images.length}`));
    copyFileSync(at('image'), images.at(-1));
    process.kill(group, 'SIGCONT');
  }
  if (child.exitCode === null) process.kill(group, 'SIGKILL');
  await ended;
  must('umount', '--lazy', at('disk'));
  return images.map(runOf);
}

/** The run directory that an image holds, copied out of it. */
function runOf(image) {
  must('mount', '-o', 'loop', image, at('copy'));
  const run = mkdtempSync(at('run-'));
  if (existsSync(join(at('copy'), 'run'))) cpSync(join(at('copy'), 'run'), run, { recursive: true });
  must('umount', at('copy'));
  rmSync(image);
  return run;
}

function recover(run, expected) {
  const begun = existsSync(join(run, 'journal.ndjson'));
  const resumed = begun && spawnSync(process.execPath, [cli, 'resume', run]).status === 0;
  // before the first record there is nothing to go on with
  if (!resumed) must(process.execPath, cli, 'run', at('spec.json'), '--out', run, '--replace');
  return { begun: Number(resumed), same: Number(isDeepStrictEqual(hashes(run), expected)) };
}

function must(program, ...parameters) {
  const { status, stderr } = spawnSync(program, parameters, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${parameters.join(' ')}: ${stderr}`);
}
