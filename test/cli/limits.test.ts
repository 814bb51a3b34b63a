/** What a device that is too small is told; no adapter at hand has such limits, so they are made up. */
import { expect, test } from 'vitest';
import { checkLimits, NEEDED_LIMITS } from '../../src/gpu/device';
import { planSweep } from '../../src/plan';
import { expand, resolve } from '../../src/spec';

/** What every WebGPU device has. */
const DEFAULTS = {
  ...NEEDED_LIMITS,
  maxStorageBufferBindingSize: 2 ** 27,
  maxBufferSize: 2 ** 28,
  maxComputeWorkgroupsPerDimension: 65_535,
};

test.each(Object.entries(NEEDED_LIMITS))('%s below %i', (name, needed) => {
  expect(() => checkLimits({ ...DEFAULTS, [name]: needed - 1 })).toThrow(
    `This adapter's ${name} is ${needed - 1} and the kernels need ${needed}: ` +
      'choose another adapter or update its driver.',
  );
  expect(() => checkLimits(DEFAULTS)).not.toThrow();
});

const models = expand(resolve({ network: { hidden: [64, 64] }, seeds: 100 }));
const shape = { train: 7000, validation: 3000, features: 1, targets: 1, gridPoints: 400, livePoints: 0 };
const planOn = (limits: typeof DEFAULTS) =>
  planSweep(
    models,
    models.map(() => 0),
    [shape],
    limits,
  );

test('a device whose buffers hold fewer models than the sweep has gets more waves', () => {
  expect(planOn(DEFAULTS).waves).toHaveLength(1);
  const { waves } = planOn({ ...DEFAULTS, maxStorageBufferBindingSize: 2 ** 19 });
  expect(waves.length).toBeGreaterThan(1);
  expect(waves.flatMap((wave) => wave.models)).toEqual(models.map(({ index }) => index));
  expect(Math.max(...waves.flatMap(({ buffers }) => buffers.map(({ bytes }) => bytes)))).toBeLessThanOrEqual(2 ** 19);
});

test('a device whose buffers do not hold one model says which limit and what is needed', () => {
  const limit = 2 ** 16 - 1;
  expect(() => planOn({ ...DEFAULTS, maxStorageBufferBindingSize: limit })).toThrow(
    new RegExp(
      `^One model needs \\d+ bytes for \\w+ but this device binds at most ${limit} \\(maxStorageBufferBindingSize\\): ` +
        'use fewer rows, a smaller batch or a narrower network\\.$',
    ),
  );
});
