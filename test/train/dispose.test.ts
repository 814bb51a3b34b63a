import { afterEach, expect, test } from 'vitest';
import { allocate } from '../../src/buffers/allocate';
import { ThetascapeError } from '../../src/errors';
import type { BufferPlan } from '../../src/plan/buffer-table';
import { testDevice } from '../support/device';
import { modelsOf } from '../support/models';
import { datasetOf, finish, runOf } from '../support/sweep';

const device = await testDevice();
const alive = countBuffers(device);
afterEach(() => expect([...alive]).toEqual([]));

const sweep = {
  models: modelsOf([{ training: { epochs: 3 } }, { dropout: 0.5 }, { widths: [1, 3, 1] }]),
  datasets: [datasetOf(1, 45, 19)],
};

test('a finished run leaves nothing on the device', async () => {
  const run = runOf(device, sweep, { density: true });
  expect(run.plan.waves.length).toBe(2);
  await finish(run);
});

test('a run that is left after an epoch leaves nothing on the device', async () => {
  for await (const snapshot of runOf(device, sweep).train()) {
    expect(alive.size).toBeGreaterThan(10);
    if (snapshot.epoch === 1) break;
  }
});

test('disposing of a run in mid-training frees its buffers and keeps the device', async () => {
  const run = runOf(device, sweep);
  await run.train().next();
  expect(alive.size).toBeGreaterThan(10);
  run.dispose();
  expect(alive.size).toBe(0);
  expect((await finish(runOf(device, sweep))).length).toBe(3);
});

test('a run that is aborted finishes its epoch, can be read and leaves nothing', async () => {
  const abort = new AbortController();
  const run = runOf(device, sweep, { signal: abort.signal });
  for await (const snapshot of run.train()) {
    expect(snapshot.epoch).toBe(1);
    abort.abort();
  }
  const results = run.results();
  expect(results.complete).toBe(false);
  expect(results.models[0]!.trainLoss.length).toBe(1);
});

test('an allocation that the device refuses is one error and leaves nothing', async () => {
  const small: BufferPlan = { name: 'small', shape: '', bytes: 64, usage: 'storage', perModel: true };
  const plan = [small, { ...small, name: 'huge', bytes: 2 * device.limits.maxBufferSize }, { ...small, name: 'other' }];
  await expect(allocate(device, plan)).rejects.toThrow(ThetascapeError);
});

/** Keeps the set of a device's live buffers, by label. */
function countBuffers(watched: GPUDevice): Set<string> {
  const labels = new Set<string>();
  const create = watched.createBuffer.bind(watched);
  let count = 0;
  watched.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    const label = `${descriptor.label} ${count++}`;
    const destroy = buffer.destroy.bind(buffer);
    labels.add(label);
    buffer.destroy = () => {
      labels.delete(label);
      return destroy();
    };
    return buffer;
  };
  return labels;
}
