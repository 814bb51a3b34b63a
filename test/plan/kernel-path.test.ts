/** Which kernels train a wave: what the plan chooses, says, and refuses. */
import { describe, expect, test } from 'vitest';
import { ThetascapeError } from '../../src/errors';
import type { AdapterDescription } from '../../src/metrics/types';
import { describePlan } from '../../src/plan';
import { choosePath, isFused, KERNEL_PATHS } from '../../src/plan/kernel-path';
import { pathPreference } from '../../src/train/path-preference';
import { modelsOf } from '../support/models';
import { datasetOf, DEFAULT_LIMITS, planOf } from '../support/sweep';

const wish = { path: 'fused', reason: 'it is faster', required: false } as const;
const MEMORY = 32_768;
const limitsOf = (memory: number, invocations = 256) => ({
  maxComputeWorkgroupStorageSize: memory,
  maxComputeInvocationsPerWorkgroup: invocations,
});
const training = { batchSize: 64 };

describe('the fused kernels', () => {
  test.each([
    { widths: [1, 64, 64, 1], batch: 64 },
    { widths: [64, 64], batch: 1 },
  ])('train $widths in batches of $batch', ({ widths, batch }) => {
    expect(choosePath(widths, batch, limitsOf(MEMORY), wish)).toEqual({ path: 'fused', reason: 'it is faster' });
  });

  test.each([
    {
      widths: [1, 65, 1],
      batch: 64,
      memory: MEMORY,
      reason: 'a layer of 65 units exceeds the 64 of the fused kernels',
    },
    {
      widths: [300, 64, 1],
      batch: 64,
      memory: MEMORY,
      reason: 'a layer of 300 units exceeds the 64 of the fused kernels',
    },
    { widths: [1, 64, 1], batch: 65, memory: MEMORY, reason: 'a batch of 65 rows exceeds the 64 of the fused kernels' },
    {
      widths: [1, 64, 1],
      batch: 64,
      memory: 16_384,
      reason: 'the device has 16384 bytes of memory for a workgroup and the fused kernels take 32768',
    },
  ])('leave $widths in batches of $batch to the layered ones', ({ widths, batch, memory, reason }) => {
    expect(choosePath(widths, batch, limitsOf(memory), wish)).toEqual({ path: 'layered', reason });
    expect(() => choosePath(widths, batch, limitsOf(memory), { ...wish, required: true })).toThrow(
      new ThetascapeError(`The fused kernels do not train this network, since ${reason}: ask for the layered ones.`),
    );
  });
});

test('the fused kernels with subgroups train layers and batches of any width, without memory of a workgroup', () => {
  const subgroups = { ...wish, path: 'fused-subgroups' } as const;
  expect(choosePath([1, 300, 1], 200, limitsOf(0), subgroups).path).toBe('fused-subgroups');
});

test('workgroups that the device does not have are left to those of 64', () => {
  const large = { ...wish, path: 'layered/256' } as const;
  expect(choosePath([1, 65, 1], 64, limitsOf(MEMORY), large).path).toBe('layered/256');
  expect(choosePath([1, 65, 1], 64, limitsOf(MEMORY, 128), large)).toEqual({
    path: 'layered',
    reason: 'the device has at most 128 invocations in a workgroup',
  });
});

test.each(KERNEL_PATHS)('the plan says that the %s kernels train, and allocates for them', (kernels) => {
  const models = modelsOf([{ training }, { training }]);
  const plan = planOf({ models, datasets: [datasetOf(1, 128, 64)] }, DEFAULT_LIMITS, { kernels });
  expect(describePlan(plan)).toContain(`trained by the ${kernels} kernels: asked for`);
  const names = plan.waves[0]!.buffers.map(({ name }) => name);
  expect(names.includes('gradients')).toBe(!isFused(kernels));
  expect(names.includes('workspace')).toBe(isFused(kernels));
});

test('all paths count the same arithmetic', () => {
  const flops = KERNEL_PATHS.map((kernels) => {
    const models = modelsOf([{ widths: [2, 20, 30, 3], training }]);
    return planOf({ models, datasets: [datasetOf(1, 128, 64, 2, 3)] }, DEFAULT_LIMITS, { kernels }).flops;
  });
  expect(new Set(flops).size).toBe(1);
});

const adapter: AdapterDescription = { vendor: '', architecture: '', device: '', description: '', software: true };
const adapterInfo = { subgroupMinSize: 8 };
const SUBGROUPS = { features: new Set(['subgroups']), adapterInfo };
const SMALL_SUBGROUPS = { ...SUBGROUPS, adapterInfo: { subgroupMinSize: 4 } };
const NONE = { features: new Set<string>(), adapterInfo };

test('software adapters train in tiles that subgroups share, where they have any, and others with the layered kernels', () => {
  expect(pathPreference(adapter, SUBGROUPS)).toMatchObject({ path: 'fused-subgroups', required: false });
  expect(pathPreference(adapter, SMALL_SUBGROUPS)).toMatchObject({ path: 'subgroups', required: false });
  expect(pathPreference(adapter, NONE)).toMatchObject({ path: 'scalar', required: false });
  expect(pathPreference({ ...adapter, software: false }, SUBGROUPS)).toMatchObject({
    path: 'layered',
    required: false,
  });
});

test('a run that asks for kernels gets them, or is told why not', () => {
  for (const path of KERNEL_PATHS) {
    expect(pathPreference(adapter, SUBGROUPS, path)).toMatchObject({ path, required: true });
  }
  expect(() => pathPreference(adapter, NONE, 'subgroups')).toThrow(
    new ThetascapeError('This device has no subgroups, which these kernels need: ask for the layered ones.'),
  );
  expect(() => pathPreference(adapter, SMALL_SUBGROUPS, 'fused-subgroups')).toThrow(
    new ThetascapeError(
      'Subgroups of this device may have 4 lanes and these kernels need 8: ask for the layered ones.',
    ),
  );
});
