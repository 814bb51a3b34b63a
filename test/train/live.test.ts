/** What a view gets while a run trains, and that the training does not notice. */
import { describe, expect, test } from 'vitest';
import { readBack } from '../../src/buffers/read-back';
import { ARTICLE_GRID } from '../../src/density-grid';
import { fractionWithin, logDensity } from '../../src/metrics/density';
import { divergence, entropy } from '../../src/metrics/entropy';
import { createRun } from '../../src/library';
import { DENSITY_POINTS } from '../../src/plan/buffer-table';
import type { SpecInput } from '../../src/spec';
import type { DensitySink, ModelSnapshot, Run, RunOptions } from '../../src/train/run';
import { testDevice } from '../support/device';
import { modelsOf } from '../support/models';
import { datasetOf, DEFAULT_LIMITS, expectSame, finish, planOf, runOf, type Sweep } from '../support/sweep';

const device = await testDevice();
const training = { epochs: 2, shuffle: true };
/** Two waves unwatched, one of them with dropout, and one wave watched; wide enough for the article's grid. */
const sweep: Sweep = {
  models: modelsOf([
    { widths: [1, 40, 40, 1], training },
    { widths: [1, 40, 40, 1], training: { ...training, epochs: 1 }, regularization: { l2Penalty: 1 } },
    { widths: [1, 40, 40, 1], training, dropout: 0.4 },
  ]),
  datasets: [datasetOf(1, 45, 19)],
};
const PASSES = 5;

/** Copies every density that it receives, by model and epoch. */
class Recorder implements DensitySink {
  readonly copies = new Map<string, GPUBuffer>();

  receive(encoder: GPUCommandEncoder, source: GPUBuffer, models: readonly number[], epoch: number): void {
    models.forEach((model, row) => {
      const size = 4 * DENSITY_POINTS;
      const copy = device.createBuffer({ size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC });
      encoder.copyBufferToBuffer(source, row * size, copy, 0, size);
      this.copies.set(`model ${model}, epoch ${epoch}`, copy);
    });
  }

  /** (G,) log probabilities. */
  async of(model: number, epoch: number): Promise<Float64Array> {
    const [bytes] = await readBack(device, [this.copies.get(`model ${model}, epoch ${epoch}`)!]);
    return Float64Array.from(new Float32Array(bytes!));
  }
}

async function watch(own: Sweep, limits = DEFAULT_LIMITS, options: RunOptions = {}) {
  const densities = new Recorder();
  const run = runOf(device, own, { ...options, live: { densities, predictionPasses: PASSES } }, limits);
  const snapshots: ModelSnapshot[][] = own.models.map(() => []);
  for await (const { models } of run.train()) models.forEach((model) => snapshots[model.index]!.push(model));
  return { run, densities, snapshots, results: run.results().models };
}

const unwatched = await finish(runOf(device, sweep));
const watched = await watch(sweep);

describe('the training', () => {
  test('is the same bit for bit, watched or not', () => {
    watched.results.forEach((result, i) => expectSame(result, unwatched[i]!));
  });

  test('plans buffers for a view only where there is one', () => {
    const [without, within] = [false, true].map((live) => {
      const [wave] = planOf(
        sweep,
        DEFAULT_LIMITS,
        live ? { live: { densities: new Recorder(), predictionPasses: PASSES } } : {},
      ).waves;
      return wave!.buffers.map(({ name }) => name);
    });
    const own = ['densityBins', 'initialLogDensities', 'densityNumbers', 'livePredictions'];
    expect(within!.filter((name) => !without!.includes(name))).toEqual(own);
  });
});

describe('densities', () => {
  test('are handed over for every model and epoch, from the initial one on', () => {
    expect([...watched.densities.copies.keys()].sort()).toEqual(
      [2, 1, 2].flatMap((last, model) =>
        Array.from({ length: last + 1 }, (_, epoch) => `model ${model}, epoch ${epoch}`),
      ),
    );
  });

  test('are those of the initial and of the final weights', async () => {
    for (const { model, weights, initialWeights, trainLoss } of watched.results) {
      await expectDensity(await watched.densities.of(model.index, 0), initialWeights);
      await expectDensity(await watched.densities.of(model.index, trainLoss.length), weights);
    }
  });

  test('give the numbers that the exact density gives', () => {
    for (const { model, weights, initialWeights } of watched.results) {
      const numbers = watched.snapshots[model.index]!.at(-1)!.densityNumbers!;
      const now = logDensity(weights, ARTICLE_GRID);
      const exact = divergence(logDensity(initialWeights, ARTICLE_GRID), now);
      expect(Math.abs(numbers.divergence - exact)).toBeLessThan(0.02 + 0.01 * exact);
      expect(Math.abs(numbers.entropy - entropy(now))).toBeLessThan(0.01);
      expect(Math.abs(numbers.peak / Math.exp(Math.max(...now)) - 1)).toBeLessThan(0.01);
      expect(numbers.central).toBeCloseTo(fractionWithin(weights, 0.003), 9);
      expect(numbers.below + numbers.above).toBeCloseTo(1 - fractionWithin(weights, 0.3), 9);
    }
  });

  test('of networks that start wider are estimated on a wider grid', async () => {
    const models = modelsOf([{ widths: [1, 3, 1], training }]);
    const { run, densities, results } = await watch({ ...sweep, models });
    expect(run.densityGrid.limit).toBeGreaterThan(ARTICLE_GRID.limit);
    await expectDensity(await densities.of(0, 2), results[0]!.weights, run);
  });
});

async function expectDensity(estimated: Float64Array, weights: Float32Array, run: Run = watched.run): Promise<void> {
  const exact = logDensity(weights, run.densityGrid).map(Math.exp);
  const worst = Math.max(...exact.map((p, i) => Math.abs(p - Math.exp(estimated[i]!))));
  expect(worst).toBeLessThan(0.01 * Math.max(...exact));
}

describe('predictions', () => {
  test('of a model without dropout are the same under every semantic', () => {
    const { off, sample, mean, deviation } = watched.snapshots[0]!.at(-1)!.predictions!;
    expect(off.length).toBe(128);
    expect(sample).toEqual(off);
    expect(mean).toEqual(off);
    expect(deviation).toEqual(off.map(() => 0));
  });

  test('lie on the curve that is read when training is over', () => {
    const [live] = watched.run.livePoints;
    const { off } = watched.snapshots[0]!.at(-1)!.predictions!;
    const { x } = watched.run.results().predictionPoints[0]!;
    const final = watched.results[0]!.predictions.off;
    live!.x.forEach((at, i) => {
      const after = x.findIndex((value) => value >= at);
      if (after < 1) return;
      const slope = (final[after]! - final[after - 1]!) / (x[after]! - x[after - 1]!);
      expect(off[i]).toBeCloseTo(final[after - 1]! + slope * (at - x[after - 1]!), 1);
    });
  });

  test('with dropout are a sample, the network as it is, and a mean with its spread', () => {
    const [first, second] = watched.snapshots[2]!.map(({ predictions }) => predictions!);
    expect(second!.sample).not.toEqual(second!.off);
    expect(second!.mean).not.toEqual(second!.off);
    expect(Math.max(...second!.deviation)).toBeGreaterThan(0);
    expect(first!.sample).not.toEqual(second!.sample);
  });

  test('do not depend on what a model is trained with', async () => {
    const { snapshots } = await watch(sweep, { ...DEFAULT_LIMITS, maxComputeWorkgroupsPerDimension: 1 });
    expect(snapshots).toEqual(watched.snapshots);
  });

  test('of several features are those of the first validation rows', async () => {
    const own: Sweep = { models: modelsOf([{ widths: [3, 5, 2], training }]), datasets: [datasetOf(2, 45, 19, 3, 2)] };
    const { run, snapshots, results } = await watch(own);
    expect(run.livePoints[0]).toEqual(run.results().predictionPoints[0]);
    expect(snapshots[0]!.at(-1)!.predictions!.off).toEqual(results[0]!.predictions.off);
  });

  test('of a model that gets dropout while it trains spread from then on', async () => {
    const live = { densities: new Recorder(), predictionPasses: PASSES };
    const input: SpecInput = {
      data: 'random-curve',
      network: { hidden: [9] },
      training: { epochs: 2, batchSize: 1000 },
    };
    const run = await createRun(input, { device, live });
    const spreads: number[] = [];
    for await (const { models, epoch } of run.train()) {
      spreads.push(Math.max(...models[0]!.predictions!.deviation));
      if (epoch === 1) run.change({ path: 'regularization.dropout', value: 0.5 });
    }
    expect(spreads[0]).toBe(0);
    expect(spreads[1]).toBeGreaterThan(0);
  });

  test('of a model that diverged are NaN', async () => {
    const models = modelsOf([{ training: { epochs: 1, learningRate: 1e30 } }, { training }]);
    const { snapshots } = await watch({ ...sweep, models });
    expect(snapshots[0]![0]!.divergedAt).not.toBeNull();
    expect(snapshots[0]![0]!.predictions!.off.every(Number.isNaN)).toBe(true);
    expect(snapshots[1]![0]!.predictions!.off.every(Number.isFinite)).toBe(true);
  });
});

describe('a run that takes over what was trained before', () => {
  const densities = new Recorder();
  const again = runOf(device, sweep, { live: { densities, predictionPasses: PASSES } });
  again.adopt(watched.results.map((result) => ({ index: result.model.index, ...result })));

  test('has the same results, and nothing left to train', async () => {
    again.results().models.forEach((result, i) => expectSame(result, watched.results[i]!));
    for await (const { epoch } of again.train()) expect(epoch).toBe('never');
    expect(again.results().complete).toBe(true);
  });

  test('shows the last epoch as it was shown then', async () => {
    const shown: [model: number, epoch: number][] = [];
    for await (const { epoch, models } of again.revisit()) {
      for (const snapshot of models) {
        shown.push([snapshot.index, epoch]);
        expect(snapshot).toEqual(watched.snapshots[snapshot.index]!.at(-1));
        expect(await densities.of(snapshot.index, epoch)).toEqual(await watched.densities.of(snapshot.index, epoch));
      }
    }
    expect(shown).toEqual([
      [1, 1],
      [0, 2],
      [2, 2],
    ]);
  });
});
