/** Which kernels train where several were measured: the choice, how it is kept, and the measuring itself. */
import { describe, expect, test } from 'vitest';
import { ARTICLE_GRID } from '../../src/density-grid';
import { describeAdapter } from '../../src/gpu/adapter';
import type { KernelPath } from '../../src/plan/kernel-path';
import type { Platform } from '../../src/platform';
import { resolve } from '../../src/spec';
import { autotune } from '../../src/train/autotune';
import { createRun } from '../../src/train/create-run';
import { initialise } from '../../src/train/initialise';
import { choiceOf, findTuning, keepTuning, readTunings, shapeClass, type Tuning } from '../../src/train/tuning';
import { version } from '../../package.json';
import { testDevice } from '../support/device';
import { modelsOf } from '../support/models';
import { datasetOf, planOf } from '../support/sweep';

const device = await testDevice();
const adapter = describeAdapter(device.adapterInfo);

/** The article's network on lavapipe, as `thetascape tune article --budget 60` printed it on 2026-11-28. */
const RECORDED: Tuning = {
  thetascape: version,
  adapter,
  shape: '5 layers of up to 64 units, batches of up to 64, 16 models',
  measuredAt: '2026-11-28T04:57:00.000Z',
  times: [
    { path: 'layered', seconds: 1.5e-3, low: 1.34e-3, high: 7.42e-3 },
    { path: 'layered/32', seconds: 1.52e-3, low: 1.33e-3, high: 3.68e-3 },
    { path: 'layered/256', seconds: 1.4e-3, low: 1.19e-3, high: 2.5e-3 },
    { path: 'subgroups', seconds: 9.84e-4, low: 8.69e-4, high: 1.05e-3 },
    { path: 'fused', seconds: 3.76e-3, low: 2.91e-3, high: 4.61e-3 },
  ],
  dropped: [],
};

function memory(text: string | null = null) {
  const store = {
    text,
    read: async () => store.text,
    write: async (written: string) => void (store.text = written),
  };
  return store;
}

describe('the choice', () => {
  test('is the fastest', () => {
    expect(choiceOf(RECORDED)).toEqual({
      path: 'subgroups',
      reason: 'measured on this adapter on 2026-11-28: 1.5 times as fast as the layered ones',
    });
  });

  test('is the layered ones where the gain may be chance', () => {
    const times = RECORDED.times.slice(0, 2).map((own) => ({ ...own, seconds: own.path === 'layered' ? 1.03 : 1 }));
    expect(choiceOf({ ...RECORDED, times }).path).toBe('layered');
  });
});

const classOf = (count: number, width: number) =>
  shapeClass(
    planOf({
      models: modelsOf(Array.from({ length: count }, () => ({ widths: [1, width, 1] }))),
      datasets: [datasetOf(1, 40, 8)],
    }).waves[0]!,
  );

test('waves of about the same sizes are of one class', () => {
  expect(classOf(5, 50)).toBe(classOf(8, 64));
  expect(classOf(600, 50)).toBe(classOf(900, 50));
  expect(new Set([classOf(8, 64), classOf(9, 64), classOf(8, 65)]).size).toBe(3);
});

describe('what is kept', () => {
  test('is found again, for this adapter, version and class', async () => {
    const store = memory();
    await keepTuning(store, RECORDED);
    expect(await findTuning(store, RECORDED)).toEqual(RECORDED);
    expect(await findTuning(store, { ...RECORDED, thetascape: '0.0.1' })).toBeNull();
    expect(await findTuning(store, { ...RECORDED, shape: 'another' })).toBeNull();
    expect(await findTuning(store, { ...RECORDED, adapter: { ...adapter, description: 'a newer driver' } })).toBeNull();
  });

  test('is replaced by what is measured later', async () => {
    const store = memory();
    await keepTuning(store, RECORDED);
    await keepTuning(store, { ...RECORDED, measuredAt: '2026-12-01T00:00:00.000Z' });
    expect((await readTunings(store)).map(({ measuredAt }) => measuredAt.slice(0, 10))).toEqual(['2026-12-01']);
  });

  test.each([null, '', '{', '[{"thetascape":"0.1.0"}]', '[1]'])('counts for nothing when it is %j', async (text) => {
    expect(await readTunings(memory(text))).toEqual([]);
  });
});

const spec = resolve({
  data: { kind: 'article', points: 64 },
  network: { hidden: [8] },
  training: { epochs: 1, batchSize: 16 },
});
const files: Platform['files'] = {
  readText: () => {
    throw new Error('no file is read');
  },
  readBytes: () => {
    throw new Error('no file is read');
  },
};

describe('a run', () => {
  const shape = '2 layers of up to 8 units, batches of up to 16, 1 models';
  const tunings = memory(JSON.stringify([{ ...RECORDED, shape, times: RECORDED.times.slice(0, 3) }]));
  const platform = { requestAdapter: async () => null, files, tunings };
  const kernelsOf = async (options: object) => {
    const run = await createRun(spec, platform, { device, ...options });
    return run.plan.waves[0]!.kernels;
  };

  test('takes what was measured', async () => {
    expect(await kernelsOf({})).toEqual({
      path: 'layered/256',
      reason: 'measured on this adapter on 2026-11-28: 1.1 times as fast as the layered ones',
    });
  });

  test('takes what it is asked for', async () => {
    expect((await kernelsOf({ kernels: 'fused' })).path).toBe('fused');
  });

  test('keeps what it was begun with', async () => {
    expect((await kernelsOf({ earlierKernels: ['layered/32', 'layered'] })).path).toBe('layered/32');
    expect((await kernelsOf({ earlierKernels: ['layered'] })).path).toBe('layered');
    expect((await kernelsOf({ earlierKernels: ['unheard of'] })).path).toBe('layered/256');
  });
});

describe('measuring', () => {
  const models = modelsOf([{ key: 1 }, { key: 2 }]);
  const dataset = datasetOf(1, 40, 8);
  const points = { kind: 'grid' as const, count: 20, x: new Float32Array(20) };
  const inputsOf = async (path: KernelPath, seed = 0) => {
    const [wave] = planOf({ models, datasets: [dataset] }, undefined, { kernels: path }).waves;
    return {
      wave: wave!,
      models,
      datasetOf: [0, 0],
      datasets: [{ dataset, points, livePoints: points }],
      initialWeights: models.map(({ setting, key }) => initialise(setting.network, key + seed)),
      densityGrid: ARTICLE_GRID,
    };
  };

  test('times kernels that compute the same, and drops those that do not, fail or come too late', async () => {
    const all = await autotune(
      device,
      ['layered', 'layered/128', 'layered/32', 'fused'],
      async (path) => {
        const inputs = await inputsOf(path, path === 'layered/128' ? 7 : 0);
        if (path !== 'fused') return inputs;
        return { ...inputs, wave: { ...inputs.wave, buffers: inputs.wave.buffers.slice(1) } };
      },
      60_000,
    );
    expect(all.times.map(({ path }) => path)).toEqual(['layered', 'layered/32']);
    for (const { seconds, low, high } of all.times) expect(low <= seconds && seconds <= high && low > 0).toBe(true);
    expect(all.dropped.map(({ path }) => path)).toEqual(['layered/128', 'fused']);
    expect(all.dropped[0]!.why).toBe('they compute other losses');
    const none = await autotune(device, ['layered'], inputsOf, 0);
    expect([none.times, none.dropped.length]).toEqual([[], 1]);
  });
});
