/**
 * `npm run soak -- [kills] [seed] [seeds] [submission]`: a sweep of 2,080 small models (208 for each of 10 seeds) in 16 waves,
 * once in peace and once while its processes are killed at random (200 times) and, if asked for, the GPU of each command's
 * first child is lost at a submission; and whether both left the same files. Exit code 1 when they did not.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { packageRoot } from '../scripts/folders.mjs';
import { hashes, killLoop, seeded } from './kill-loop.mjs';

const [kills = 200, seed = 1, seeds = 10, submission = 0] = process.argv.slice(2).map(Number);
const EPOCHS = 10;
/** Milliseconds between two kills at most: time to start and to train a few waves, on a CPU as well. */
const PAUSE = 6000;

const spec = {
  name: 'soak',
  data: { kind: 'formula', expression: 'sin(6 * x)', points: 40 },
  network: { hidden: [8] },
  training: { epochs: EPOCHS, batchSize: 16, shuffle: true },
  sweeps: Array.from({ length: 16 }, (_, i) => ({
    name: `units-${i + 3}`,
    set: { 'network.hidden': [i + 3] },
    axes: [{ path: 'regularization.l2Penalty', from: 1e-5, to: 1, count: 13, scale: 'log' }],
  })),
  seeds,
};

/** What loses the GPU of the child that a command starts first. */
const losing = {
  NODE_OPTIONS: `--import=${join(packageRoot, 'test', 'support', 'fault.mjs')}`,
  THETASCAPE_TEST_FAULT: JSON.stringify({ kind: 'loses the device', submission, children: 1, patience: 600_000 }),
};

const work = mkdtempSync(join(tmpdir(), 'thetascape-soak-'));
const file = join(work, 'spec.json');
const [peaceful, disturbed] = ['peaceful', 'disturbed'].map((name) => join(work, name));
writeFileSync(file, JSON.stringify(spec));
let total = { supervisor: 0, child: 0, lost: 0, epochs: 0, runs: 0 };
try {
  await killLoop(file, peaceful, { kills: 0, random: seeded(0), pause: 0 });
  const random = seeded(seed);
  let same = true;
  // a run takes few kills before it is done: as many runs as it takes
  while (same && total.supervisor + total.child < kills) {
    rmSync(disturbed, { recursive: true, force: true });
    const left = kills - total.supervisor - total.child;
    const env = submission > 0 ? losing : {};
    const options = { kills: left, random, pause: PAUSE, env };
    const { supervisor, child, lost, epochs } = await killLoop(file, disturbed, options);
    same = isDeepStrictEqual(hashes(disturbed), hashes(peaceful));
    total = {
      supervisor: total.supervisor + supervisor,
      child: total.child + child,
      lost: total.lost + lost,
      epochs: total.epochs + epochs - 16 * EPOCHS,
      runs: total.runs + 1,
    };
    console.error(
      `run ${total.runs}: ${supervisor} supervisors and ${child} children killed, ${lost} GPUs lost, ${same ? 'same' : 'OTHER'} files`,
    );
  }
  const again = (total.epochs / EPOCHS / (total.supervisor + total.child + total.lost)).toFixed(2);
  console.log(
    `${new Date().toISOString().slice(0, 10)}: ${208 * seeds} models, ${total.runs} runs, ${total.supervisor} supervisors and ` +
      `${total.child} children killed, ${total.lost} GPUs lost, ${again} waves trained again for each, files ${same ? 'identical' : 'DIFFERENT'}`,
  );
  process.exitCode = same ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exit();
