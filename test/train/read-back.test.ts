/** What the device returns is believed only if it proves that the kernels wrote it. */
import { describe, expect, test } from 'vitest';
import { ThetascapeError } from '../../src/errors';
import { StaleReadBackError } from '../../src/gpu/lost';
import { frozenAt, readHealth, readLosses } from '../../src/train/loss-records';
import { trainPasses } from '../../src/train/passes';
import { freshDevice } from '../support/device';
import { modelsOf } from '../support/models';
import { datasetOf, planOf, runOf } from '../support/sweep';

const sweep = { models: modelsOf([{ training: { epochs: 4 } }, {}]), datasets: [datasetOf(1, 45, 19)] };
const HEALTHY = { lossFrozenAt: 0, updateFrozenAt: 0, stamp: 1 };
const wave = planOf(sweep).waves[0]!;
const passes = trainPasses(wave, 0, 17);
/** Parameters and both moments of the two models: more than an epoch's numbers. */
const checkpointBytes = 2 * 3 * 4 * wave.layout.parameters;
const SLOTS = passes.length + 3;

/** (2 models, slots) records of loss and stamp. */
function records(loss: (model: number, slot: number) => number, stampShift = 0): ArrayBuffer {
  const bytes = new ArrayBuffer(2 * SLOTS * 8);
  const view = new DataView(bytes);
  for (let model = 0; model < 2; model++) {
    for (const { step } of passes) {
      const at = 8 * (model * SLOTS + step.lossSlot);
      view.setFloat32(at, loss(model, step.lossSlot), true);
      view.setUint32(at + 4, step.stamp + stampShift, true);
    }
  }
  return bytes;
}

describe('losses', () => {
  test('are read from the model’s own slots', () => {
    const bytes = records((model, slot) => 100 * model + slot);
    expect([...readLosses(bytes, SLOTS, 0, passes, HEALTHY)]).toEqual(passes.map((_, i) => i));
    expect([...readLosses(bytes, SLOTS, 1, passes, HEALTHY)]).toEqual(passes.map((_, i) => 100 + i));
  });

  test('of zeros are refused, as a lost device or a failed allocation reads', () => {
    const zeros = new ArrayBuffer(2 * SLOTS * 8);
    expect(() => readLosses(zeros, SLOTS, 0, passes, HEALTHY)).toThrow(StaleReadBackError);
    expect(() => readLosses(zeros, SLOTS, 1, passes, HEALTHY)).toThrow(ThetascapeError);
  });

  test('of another pass are refused', () => {
    expect(() =>
      readLosses(
        records(() => 0.5, 2),
        SLOTS,
        1,
        passes,
        HEALTHY,
      ),
    ).toThrow(StaleReadBackError);
  });

  test('that a frozen model did not write are NaN', () => {
    const bytes = records(() => 0.5);
    new Uint32Array(bytes).fill(0, 2 * 3, 2 * SLOTS);
    const read = readLosses(bytes, SLOTS, 0, passes, { ...HEALTHY, lossFrozenAt: 3 });
    expect([...read]).toEqual(passes.map((_, i) => (i < 3 ? 0.5 : NaN)));
  });

  test('carry stamps that are never 0 and never come twice', () => {
    const stamps = Array.from({ length: 1000 }, (_, epoch) =>
      trainPasses(wave, epoch, epoch * passes.length).map(({ step }) => step.stamp),
    ).flat();
    expect(stamps).not.toContain(0);
    expect(new Set(stamps).size).toBe(stamps.length);
  });
});

test('health is read from the model’s own words', () => {
  const health = Uint32Array.of(0, 0, 5, 0, 0, 7).buffer;
  const reports = Uint32Array.of(0, 11, 0, 12, 7, 13).buffer;
  const read = [0, 1, 2].map((model) => readHealth(health, reports, model));
  expect(read.map(({ stamp }) => stamp)).toEqual([11, 12, 13]);
  expect(read.map(frozenAt)).toEqual([null, 5, 7]);
});

describe('a device that is lost', () => {
  test('before the first epoch', async () => {
    const device = await freshDevice();
    const run = runOf(device, sweep);
    device.destroy();
    await expect(run.train().next()).rejects.toThrow(ThetascapeError);
    expect(run.results().models).toEqual([]);
  });

  test('between two epochs and while one is trained', async () => {
    for (const inFlight of [false, true]) {
      const device = await freshDevice();
      const run = runOf(device, sweep);
      const training = run.train();
      expect((await training.next()).value?.epoch).toBe(1);
      const second = inFlight ? training.next() : null;
      device.destroy();
      await expect(second ?? training.next()).rejects.toThrow(/device was lost/);
      expect(run.results().models).toEqual([]);
    }
  });
});

test('a checkpoint of zeros is refused: they would be trained on as weights', async () => {
  const device = await freshDevice();
  const run = runOf(device, sweep, { checkpointSeconds: 0 });
  const create = device.createBuffer.bind(device);
  // a checkpoint is what is read back after the losses, the statistics and the health of an epoch
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    if (descriptor.label === 'staging' && descriptor.size > checkpointBytes) {
      buffer.getMappedRange = () => new ArrayBuffer(descriptor.size);
    }
    return buffer;
  };
  await expect(run.train().next()).rejects.toThrow('The GPU returned data that its kernels did not write');
  device.destroy();
});
