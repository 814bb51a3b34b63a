/** Successive halving stops models early; those that it lets go on, and those that it stops, are what they are without. */
import { describe, expect, test } from 'vitest';
import { describePlan } from '../../src/plan';
import { nodePlatform } from '../../src/platform-node';
import type { ModelResult } from '../../src/metrics/types';
import { resolve } from '../../src/spec';
import type { Model } from '../../src/spec/types';
import { createRun } from '../../src/train/create-run';
import type { Run, Snapshot } from '../../src/train/run';
import { testDevice } from '../support/device';
import { KERNELS } from '../support/kernel-path';
import { MemoryStore } from '../support/memory-store.mjs';
import { modelsOf } from '../support/models';
import { datasetOf, DEFAULT_LIMITS, expectSame, finish, planOf, runOf, waveSizes } from '../support/sweep';

const device = await testDevice();
const EPOCHS = 5;
const training = { epochs: EPOCHS, batchSize: 8, shuffle: true };
const RATES = [3e-3, 1e-4, 1e-2, 1e-5, 3e-2, 1e-3, 5e-3, 2e-5, 2e-2];
/** Two groups, since the batches differ; in one some models drop units, diverge, or end before or at a rung. */
const models = modelsOf([
  ...RATES.map((learningRate) => ({ training: { ...training, learningRate } })),
  { training: { ...training, learningRate: 1e30 } },
  { training: { ...training, epochs: 1 } },
  { training: { ...training, epochs: 2 } },
  ...RATES.slice(0, 5).map((learningRate) => ({ training: { ...training, batchSize: 7, learningRate }, dropout: 0.2 })),
]);
const halving = { rungs: [1, 3], keep: 0.5 };
const plain = { models, datasets: [datasetOf(1, 45, 19)] };
const sweep = { ...plain, halving };
/** Waves of four models at most. */
const limits = { ...DEFAULT_LIMITS, maxComputeWorkgroupsPerDimension: 4 };
const run = () => runOf(device, sweep, { checkpointSeconds: 0 }, limits);

const whole = await finish(runOf(device, plain));
const halved = run();
const snapshots = await watch(halved);
const results = halved.results();
const STEPS = results.timings.modelSteps;

test('models go on or stop as their losses at the rungs are', () => {
  expect(results.complete).toBe(true);
  expect(results.models.map(({ model }) => model.index)).toEqual([...models.keys()]);
  const stopped = results.models.filter(({ stoppedAt }) => stoppedAt !== null);
  expect(new Set(stopped.map(({ stoppedAt }) => stoppedAt))).toEqual(new Set(halving.rungs));
  const ended = results.models.filter(({ stoppedAt }) => stoppedAt === null);
  expect(ended.map(({ model }) => model.index)).toEqual(expect.arrayContaining([10, 11]));
  for (const { model, trainLoss } of ended) expect(trainLoss).toHaveLength(model.setting.training.epochs);
  // what diverges does not go on
  expect(results.models[9]!.stoppedAt).toBe(1);
  for (const rung of halving.rungs) {
    const at = (result: ModelResult) => result.validationLoss[rung - 1]!;
    const went = ended.filter(({ trainLoss }) => trainLoss.length > rung).map(at);
    const best = Math.min(
      ...stopped
        .filter(({ stoppedAt }) => stoppedAt === rung)
        .map(at)
        .filter(Number.isFinite),
    );
    expect(Math.min(...went)).toBeLessThan(best);
  }
});

test('the plan says where it depends on the limits of the device who goes on', () => {
  expect(describePlan(halved.plan, halving)).toMatch(/depends on these \d+ waves/);
  const [alone] = [{ ...plain, models: models.slice(0, 4) }];
  expect(describePlan(planOf(alone), halving)).not.toContain('depends on');
});

test('survivors of several waves share one', () => {
  expect(Math.max(...waveSizes(halved.plan))).toBe(4);
  const wavesOf = ({ models: own }: Snapshot) =>
    new Set(own.map(({ index }) => halved.plan.waves.findIndex((wave) => wave.models.includes(index))));
  expect(snapshots.some((snapshot) => wavesOf(snapshot).size > 1)).toBe(true);
  expect(STEPS).toBe(results.models.reduce((sum, { stepLoss }) => sum + stepLoss.length, 0));
  expect(STEPS).toBeLessThan(0.6 * halved.plan.modelSteps);
});

test('a model that comes to its end is what it is without halving, bit for bit', () => {
  const ended = results.models.filter(({ stoppedAt }) => stoppedAt === null);
  expect(ended.some(({ trainLoss }) => trainLoss.length === EPOCHS)).toBe(true);
  for (const result of ended) expectSame(result, whole[result.model.index]!);
});

test('a model that is stopped is what it is when it is trained for no more epochs, bit for bit', async () => {
  const short = models.map((model) => trainedFor(model, results.models[model.index]!.stoppedAt));
  const alone = await finish(runOf(device, { ...plain, models: short }));
  for (const { stoppedAt, ...result } of results.models) {
    expectSame({ ...result, stoppedAt: null }, alone[result.model.index]!);
    expect(stoppedAt === null || result.trainLoss.length === stoppedAt).toBe(true);
  }
});

test('a run that is left after any epoch goes on in another process to the same results', async () => {
  const undisturbed = new MemoryStore();
  await watch(run(), undisturbed);
  expect(undisturbed.kept).toHaveLength(models.length);
  for (let left = 1; left < snapshots.length; left++) {
    const store = new MemoryStore();
    const killed = run();
    await watch(killed, store, left);
    killed.dispose();
    const goneOn = await watch(run(), store);
    // what was trained by the earlier process, and all that will have been, is counted as it was
    for (const { modelSteps, totalModelSteps } of goneOn)
      expect(modelSteps).toBeLessThanOrEqual(totalModelSteps + 1e-6);
    const [{ modelSteps, totalModelSteps }] = [goneOn.at(-1)!];
    expect([modelSteps, totalModelSteps]).toEqual([STEPS, expect.closeTo(STEPS, 6)]);
    expect(store.kept.map(({ model }) => model.index)).toEqual(undisturbed.kept.map(({ model }) => model.index));
    store.kept.forEach((result, i) => expect(result).toEqual(undisturbed.kept[i]));
  }
});

describe('a run that is stopped has all models that began, as far as they came', () => {
  test('after any epoch', async () => {
    for (let most = 1; most < snapshots.length; most++) {
      const { told, ended } = await stoppedAfter(most);
      expect(ended).toEqual(told);
    }
  });

  test('when a rung was just decided', async () => {
    for (let rungs = 1; rungs <= 4; rungs++) {
      const abort = new AbortController();
      const store = new (class extends MemoryStore {
        override async keepRung(...rung: Parameters<MemoryStore['keepRung']>) {
          await super.keepRung(...rung);
          if (this.decided.length === rungs) abort.abort();
        }
      })();
      const { told, ended } = await stoppedAfter(Infinity, store, abort);
      expect(ended).toEqual(told);
    }
  });
});

test('where seeds are paired each of them keeps its own best models', async () => {
  const rates = { path: 'training.learningRate', values: RATES.slice(0, 8) };
  const paired = await createRun(
    resolve({
      data: { kind: 'article', points: 40 },
      network: { hidden: [6] },
      training: { epochs: 3 },
      axes: [rates],
      seeds: 3,
      halving: { rungs: [1], keep: 0.25 },
    }),
    nodePlatform,
    { device, kernels: KERNELS },
  );
  await watch(paired);
  const ended = paired.results().models.filter(({ stoppedAt }) => stoppedAt === null);
  expect(ended.map(({ model }) => model.seed).sort((a, b) => a - b)).toEqual([0, 0, 1, 1, 2, 2]);
});

test('a run of a part of the models is refused', async () => {
  const spec = resolve({ training: { epochs: 3 }, halving: { rungs: [1] } });
  await expect(createRun(spec, nodePlatform, { device, models: () => true })).rejects.toThrow(
    'train the sweep whole, or without its "halving"',
  );
});

describe('a run that is watched', () => {
  const live = { densities: { receive: () => {} }, predictionPasses: 1 };
  const watched = () => runOf(device, sweep, { live }, limits);

  test('comes to the same results, says who stopped where, and what it still has to do', async () => {
    const watching = watched();
    const seen = await watch(watching);
    watching.results().models.forEach((result, i) => {
      expect(result.stoppedAt).toBe(results.models[i]!.stoppedAt);
      expectSame(result, results.models[i]!);
      expect(watching.stoppedAt(i)).toBe(result.stoppedAt);
    });
    expect(watching.complete).toBe(true);
    expect(watching.results().timings.modelSteps).toBe(STEPS);
    expect(seen.at(-1)!.totalModelSteps).toBeCloseTo(STEPS, 6);
  });

  test('shows every model as it was last, when it is taken up again', async () => {
    const shown = new Map((await watch(watched())).flatMap((own) => own.models.map((model) => [model.index, model])));
    const again = watched();
    again.adopt(results.models.map((result) => ({ index: result.model.index, ...result })));
    const epochs = new Map<number, number>();
    for await (const { epoch, models: own } of again.revisit()) {
      for (const model of own) {
        epochs.set(model.index, epoch);
        expect(model).toEqual(shown.get(model.index));
      }
    }
    results.models.forEach(({ trainLoss }, index) => expect(epochs.get(index)).toBe(trainLoss.length));
  });

  test('counts what an earlier process trained as it was, when it is taken up again', async () => {
    const store = new MemoryStore();
    await watch(watched(), store, 6);
    const again = watched();
    again.adopt(store.kept.map((result) => ({ index: result.model.index, ...result })));
    const { modelSteps, totalModelSteps } = (await watch(again, store)).at(-1)!;
    expect([modelSteps, totalModelSteps]).toEqual([STEPS, expect.closeTo(STEPS, 6)]);
  });

  test('goes on on another device, from the rung or a checkpoint, to the same results', async () => {
    const lost = runOf(device, sweep, { live, checkpointSeconds: 0 }, limits);
    for (let left = 1; !lost.complete; left++) {
      await watch(lost, undefined, left);
      lost.resumeOn(device);
    }
    lost.results().models.forEach((result, i) => expectSame(result, results.models[i]!));
  });

  test('refuses a change where models wait beyond its epoch', async () => {
    const changing = watched();
    let [furthest, refused] = [0, false];
    for await (const { epoch } of changing.train()) {
      furthest = Math.max(furthest, epoch);
      if (epoch > 1 || furthest < 3) continue;
      expect(() => changing.change({ path: 'training.learningRate', multiply: 0.5 })).toThrow('beyond epoch 1');
      refused = true;
      break;
    }
    expect(refused).toBe(true);
    changing.dispose();
  });
});

/** Stops a run after so many epochs; the epochs of each model, by what was told of it and by its result. */
async function stoppedAfter(most: number, store?: MemoryStore, abort = new AbortController()) {
  const stopped = runOf(device, sweep, { signal: abort.signal }, limits);
  const told = new Map<number, number>();
  let count = 0;
  for await (const { epoch, models: own } of stopped.train(store)) {
    for (const { index } of own) told.set(index, epoch);
    if (++count === most) abort.abort();
  }
  const ended = [...(store?.kept ?? []), ...stopped.results().models];
  return { told, ended: new Map(ended.map(({ model, trainLoss }) => [model.index, trainLoss.length])) };
}

/** Trains until the end, or until so many epochs have been told. */
async function watch(trained: Run, store?: MemoryStore, most = Infinity): Promise<Snapshot[]> {
  const seen: Snapshot[] = [];
  for await (const snapshot of trained.train(store)) {
    seen.push(snapshot);
    if (seen.length === most) break;
  }
  return seen;
}

function trainedFor({ setting, ...model }: Model, epochs: number | null): Model {
  return {
    ...model,
    setting: { ...setting, training: { ...setting.training, epochs: epochs ?? setting.training.epochs } },
  };
}
