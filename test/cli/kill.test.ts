/** A run that is killed at random goes on, and leaves the files of one that was not. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashes, killLoop, seeded } from '../../bench/kill-loop.mjs';
import { ensureBuilt } from '../support/build';
import { folder, thetascape, TINY } from '../support/cli';

const EPOCHS = 30;
/** Four waves of ten models. */
const SPEC = {
  ...TINY,
  training: { epochs: EPOCHS, batchSize: 4 },
  axes: undefined,
  sweeps: [3, 4, 5, 6].map((units) => ({
    name: `units-${units}`,
    set: { 'network.hidden': [units] },
    axes: [{ path: 'regularization.l2Penalty', values: [0, 0.1] }],
  })),
  seeds: 5,
};

await ensureBuilt();

test('two kills of a run whose models stop at rungs', async () => {
  const halving = { rungs: [1, 4], keep: 0.5 };
  const work = folder({ 'spec.json': { ...SPEC, halving } });
  const [spec, undisturbed, killed] = ['spec.json', 'undisturbed', 'killed'].map((name) => join(work, name));
  const { code, stderr } = await thetascape(['run', spec!, '--out', undisturbed!], work);
  expect(code, stderr).toBe(0);
  const counts = await killLoop(spec!, killed!, { kills: 2, random: seeded(3), pause: 1500 });
  expect(counts.supervisor + counts.child).toBe(2);
  expect(hashes(killed!)).toEqual(hashes(undisturbed!));
});

test('three kills of the supervisor or its child', async () => {
  const work = folder({ 'spec.json': SPEC });
  const [spec, undisturbed, killed] = ['spec.json', 'undisturbed', 'killed'].map((name) => join(work, name));
  const { code, stderr } = await thetascape(['run', spec!, '--out', undisturbed!], work);
  expect(code, stderr).toBe(0);
  const counts = await killLoop(spec!, killed!, { kills: 3, random: seeded(7), pause: 1500 });
  expect(counts.supervisor + counts.child).toBe(3);
  expect(hashes(killed!)).toEqual(hashes(undisturbed!));
  // no kill costs more than the wave in progress
  expect(counts.epochs).toBeLessThanOrEqual((4 + 3) * EPOCHS);
});
