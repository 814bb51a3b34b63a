/** A lost device costs time and not a bit: the run goes on from its last checkpoint on another device. */
import { describe, expect, test } from 'vitest';
import { DeviceLostError } from '../../src/gpu/lost';
import type { ModelSnapshot, Run, Snapshot } from '../../src/train/run';
import { freshDevice, testDevice } from '../support/device';
import { modelsOf, type ModelFields } from '../support/models';
import { datasetOf, expectSame, finish, runOf } from '../support/sweep';

const device = await testDevice();
const training = { epochs: 4, batchSize: 8, shuffle: true };
const changes: ModelFields['changes'] = [
  { epoch: 1, path: 'training.learningRate', multiply: 2 },
  { epoch: 3, path: 'regularization.l2Penalty', value: 0.5 },
];
/** Two waves, watched or not, since the batches differ; in each a model that is done early, or diverges. */
const smallBatches = { ...training, batchSize: 7 };
const models = modelsOf([
  { training, changes, regularization: { l2Penalty: 0.1 } },
  { training: { ...training, epochs: 2 } },
  { training: smallBatches, changes, dropout: 0.3 },
  { training: { ...smallBatches, learningRate: 1e30 }, dropout: 0.3 },
]);
const sweep = { models, datasets: [datasetOf(1, 45, 19)] };
const undisturbed = await finish(runOf(device, sweep));

const live = { densities: { receive: () => {} }, predictionPasses: 2 };
const watched = await watch(runOf(device, sweep, { live }));

describe.each([
  { checkpoints: 'without a checkpoint', options: {}, again: 1 },
  { checkpoints: 'with one after every epoch', options: { checkpointSeconds: 0 }, again: 3 },
])('$checkpoints', ({ options, again }) => {
  test.each([
    { lost: 'between two epochs', inFlight: false, wave: 0 },
    { lost: 'while an epoch is trained', inFlight: true, wave: 1 },
  ])('a device that is lost $lost, in wave $wave', async ({ inFlight, wave }) => {
    const lost = await freshDevice();
    const run = runOf(lost, sweep, { ...options, live });
    const trains = run.train();
    while (!isAt((await trains.next()).value, wave, 2));
    const next = inFlight ? trains.next() : null;
    lost.destroy();
    await expect(next ?? trains.next()).rejects.toThrow(DeviceLostError);

    run.resumeOn(device, { targetMilliseconds: 8 });
    const seen = await watch(run);
    expect([...seen.keys()][0]).toBe(`wave ${wave}, epoch ${again}`);
    for (const [key, told] of seen) expect(told, key).toEqual(watched.get(key));
    expect([...watched.keys()].at(-1)).toBe([...seen.keys()].at(-1));
    const results = run.results();
    expect(results.complete).toBe(true);
    expect(results.timings.modelSteps).toBe(run.plan.modelSteps);
    results.models.forEach((result, i) => expectSame(result, undisturbed[i]!));
  });
});

test('a run that is lost before its first epoch goes on as well, and lives on the device it is given', async () => {
  const lost = await freshDevice();
  const run = runOf(lost, sweep);
  lost.destroy();
  await expect(run.train().next()).rejects.toThrow(DeviceLostError);
  run.resumeOn(device);
  (await finish(run)).forEach((result, i) => expectSame(result, undisturbed[i]!));
  run.dispose();
  await device.queue.onSubmittedWorkDone();
});

test('what checkpoints and exports read back is counted', async () => {
  const run = runOf(device, sweep);
  const weightBytes = 4 * run.plan.waves[0]!.layout.parameters;
  for await (const { wave, epoch } of run.train()) {
    if (wave === 0) expect(run.thetaBytesRead).toEqual({ checkpoints: 0, exports: 0 });
    if (wave === 1 && epoch === 1) {
      expect(run.thetaBytesRead.exports).toBe(2 * weightBytes);
      await run.weights([1, 3]);
      expect(run.thetaBytesRead.exports).toBe(3 * weightBytes);
    }
  }
  const kept = runOf(device, sweep, { checkpointSeconds: 0 });
  await finish(kept);
  expect(kept.thetaBytesRead.checkpoints).toBeGreaterThan(4 * 3 * 4 * weightBytes);
});

describe('weights', () => {
  test('are those of now, of every model that has begun', async () => {
    const run = runOf(device, sweep);
    for await (const { wave, epoch } of run.train()) {
      const [first, second, third] = await run.weights([0, 1, 2]);
      expect(first).not.toEqual(run.initialWeights(models[0]!));
      expect(third === null).toBe(wave === 0);
      if (wave === 0 && epoch === 4)
        expect([first, second]).toEqual(undisturbed.slice(0, 2).map(({ weights }) => weights));
    }
    expect(await run.weights([3, 0])).toEqual([undisturbed[3]!.weights, undisturbed[0]!.weights]);
  });

  test('that are asked for while an epoch is trained are those of its end', async () => {
    const run = runOf(device, sweep);
    const trains = run.train();
    await trains.next();
    const second = trains.next();
    const asked = run.weights([0]);
    await second;
    const atItsEnd = await run.weights([0]);
    await trains.return();
    expect(await asked).toEqual(atItsEnd);
  });
});

/** What a view is told of the models by a run that is trained to its end, by wave and epoch. */
async function watch(run: Run): Promise<Map<string, ModelSnapshot[]>> {
  const seen = new Map<string, ModelSnapshot[]>();
  for await (const { wave, epoch, models: told } of run.train()) seen.set(`wave ${wave}, epoch ${epoch}`, told);
  return seen;
}

function isAt(snapshot: Snapshot | void, wave: number, epoch: number): boolean {
  return snapshot?.wave === wave && snapshot.epoch === epoch;
}
