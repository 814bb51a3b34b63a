/**
 * Whichever call to the GPU goes wrong, and however: the run says so or is what it would have been, to the bit. Nothing
 * it has told before is wrong, no wait is for ever, and on another device it goes on.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { ThetascapeError } from '../../src/errors';
import type { ModelSnapshot, Run } from '../../src/train/run';
import { freshDevice } from '../support/device';
import { Clock, FAULTS, sabotage } from '../support/faulty-gpu.mjs';
import { MemoryStore } from '../support/memory-store.mjs';
import { modelsOf } from '../support/models';
import { datasetOf, expectSame, runOf } from '../support/sweep';

const healthy = await freshDevice();
const clock = new Clock();
afterAll(() => {
  clock.end();
  healthy.destroy();
});

const training = { epochs: 2, batchSize: 8, shuffle: true };
/** Two waves, with a model that diverges and dropout to be averaged over. */
const models = modelsOf([
  { widths: [1, 4, 1], training },
  { widths: [1, 4, 1], training: { ...training, learningRate: 1e30 } },
  { widths: [1, 3, 1], training: { ...training, epochs: 1 }, dropout: 0.3, evaluation: { passes: 2 } },
]);
const sweep = { models, datasets: [datasetOf(1, 20, 9)] };
const options = { checkpointSeconds: 0 };

const undisturbed = new MemoryStore();
const told = new Map<string, readonly ModelSnapshot[]>();
for await (const { wave, epoch, models: of } of runOf(healthy, sweep, options).train(undisturbed))
  told.set(`wave ${wave}, epoch ${epoch}`, of);

/** Trains as far as it goes, and holds what is told against what it has to be. */
async function train(run: Run, store: MemoryStore): Promise<unknown> {
  try {
    for await (const { wave, epoch, models: of } of run.train(store)) {
      const place = `wave ${wave}, epoch ${epoch}`;
      expect(of, place).toEqual(told.get(place));
    }
    return null;
  } catch (error) {
    return error;
  } finally {
    store.kept.forEach((result, i) => expectSame(result, undisturbed.kept[i]!));
  }
}

/** Fails call `at`; whether there was one. */
async function disturb(fault: string, ruins: boolean, at: number): Promise<boolean> {
  const device = ruins ? await freshDevice() : healthy;
  const store = new MemoryStore();
  const run = runOf(device, sweep, options);
  const sabotaged = sabotage(device, { fault, at, clock });
  const error = await train(run, store);
  clock.calm();
  if (error !== null) {
    expect(error).toBeInstanceOf(ThetascapeError);
    expect(error).toHaveProperty('message', expect.not.stringContaining('\n'));
    run.resumeOn(healthy);
    if (device === healthy) sabotaged.mend();
    const resumed = train(run, store);
    sabotaged.replaced();
    expect(await resumed).toBeNull();
  } else sabotaged.mend();
  run.dispose();
  expect(store.kept).toHaveLength(models.length);
  if (device !== healthy) device.destroy();
  return sabotaged.struck;
}

describe.each(Object.entries(FAULTS))('%s', (fault, { ruins }) => {
  test('at any call', async () => {
    let calls = 0;
    while (await disturb(fault, ruins, calls + 1)) calls++;
    expect(calls).toBeGreaterThan(3);
  });
});
