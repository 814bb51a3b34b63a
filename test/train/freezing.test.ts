/** A model whose numbers stop being finite is frozen and marked; its neighbours do not notice. */
import { describe, expect, test } from 'vitest';
import { resolve } from '../../src/spec';
import type { Model } from '../../src/spec/types';
import { initialise } from '../../src/train/initialise';
import { testDevice } from '../support/device';
import { modelsOf, type ModelFields } from '../support/models';
import { datasetOf, expectSame, finish, runOf } from '../support/sweep';

const device = await testDevice();
const datasets = [datasetOf(1, 45, 19)];
const training = { epochs: 2, batchSize: 8, shuffle: true };
const STEPS = 12;

const healthy: ModelFields[] = Array.from({ length: 5 }, (_, i) => ({
  key: i,
  training,
  dropout: 0.1 * i + 0.1,
  regularization: { l2Penalty: 0.01 * i },
}));
const models = modelsOf(healthy);
const undisturbed = await finish(runOf(device, { models, datasets }));

/** Models with the one in `slot` poisoned, and initial weights scaled for it. */
function poison(slot: number, { learningRate = 1e-2, scale = 1 }: { learningRate?: number; scale?: number }) {
  const fields = healthy.map((own, i) => (i === slot ? { ...own, training: { ...training, learningRate } } : own));
  const initialWeights = ({ index, setting, key }: Model) => {
    const weights = initialise(setting.network, key);
    return index === slot ? weights.map((weight) => weight * scale) : weights;
  };
  return { models: modelsOf(fields), datasets, initialWeights };
}

describe.each([
  { poisoned: 'a learning rate of 1e30', by: { learningRate: 1e30 }, divergedAt: 2, losses: 2 },
  { poisoned: 'a learning rate of 3e38', by: { learningRate: 3e38 }, divergedAt: 1, losses: 1 },
  { poisoned: 'weights of 1e30', by: { scale: 1e30 }, divergedAt: 1, losses: 1 },
])('$poisoned', ({ by, divergedAt, losses }) => {
  test.each([0, 2, 4])('in slot %i', async (slot) => {
    const sweep = poison(slot, by);
    const results = await finish(runOf(device, sweep));
    const { stepLoss, trainLoss, validationLoss, weights, steps, ...frozen } = results[slot]!;
    expect(frozen.divergedAt).toBe(divergedAt);
    expect(steps).toBe(divergedAt);
    expect(stepLoss.length).toBe(STEPS);
    expect(stepLoss.slice(losses).every(Number.isNaN)).toBe(true);
    expect([...trainLoss, ...validationLoss].some(Number.isFinite)).toBe(false);
    expect(weights.every(Number.isFinite)).toBe(true);
    results.forEach((result, i) => {
      if (i !== slot) expectSame(result, undisturbed[i]!);
    });
  });
});

test('a model that a loss freezes keeps its weights', async () => {
  const sweep = poison(1, { scale: 1e30 });
  const results = await finish(runOf(device, sweep));
  expect(results[1]!.weights).toEqual(sweep.initialWeights(sweep.models[1]!));
});

test('what is first not finite in the final evaluation is laid to the last step of each model', async () => {
  const far = { kind: 'grid' as const, count: 20, x: new Float32Array(20).fill(1e30) };
  const shorter = healthy.map((own, i) => (i === 1 ? { ...own, training: { ...training, epochs: 1 } } : own));
  const results = await finish(runOf(device, { models: modelsOf(shorter), datasets, points: [far] }));
  results.forEach(({ divergedAt, steps, trainLoss, validation, predictions }, i) => {
    expect([divergedAt, steps]).toEqual(i === 1 ? [STEPS / 2, STEPS / 2] : [STEPS, STEPS]);
    expect([...trainLoss, ...Object.values(validation)].every(Number.isFinite)).toBe(true);
    expect(predictions.mean.every(Number.isNaN)).toBe(true);
  });
});

test.each([1e30, 3e38])('a model that is frozen at a learning rate of %d has no predictions', async (learningRate) => {
  const results = await finish(runOf(device, poison(3, { learningRate })));
  const { predictions, validation } = results[3]!;
  expect(validation).toEqual({ on: NaN, off: NaN, mean: NaN });
  for (const values of Object.values(predictions)) expect(values.every(Number.isNaN)).toBe(true);
});

describe('one poisoned model among 64', () => {
  const SLOTS = 64;
  const short = { epochs: 1, batchSize: 8, shuffle: true };
  const fields = Array.from({ length: SLOTS }, (_, i): ModelFields => ({ key: i, widths: [1, 4, 1], training: short }));
  const own = (index: number, poisoned: ModelFields) => ({ ...fields[index], ...poisoned });
  const poisons: Record<string, { model: ModelFields; scale?: number }> = {
    'a learning rate of NaN': { model: { training: { ...short, learningRate: NaN } } },
    'a learning rate of 1e38': { model: { training: { ...short, learningRate: 1e38 } } },
    'an L2 penalty of 3e38': { model: { regularization: { l2Penalty: 3e38 } } },
    'weights of NaN': { model: {}, scale: NaN },
  };

  test.each(Object.entries(poisons))('%s, in every slot', async (_, { model: poisoned, scale = 1 }) => {
    const expected = await finish(runOf(device, { models: modelsOf(fields), datasets }));
    for (let slot = 0; slot < SLOTS; slot++) {
      const initialWeights = ({ index, setting, key }: Model) => {
        const weights = initialise(setting.network, key);
        return index === slot ? weights.map((weight) => weight * scale) : weights;
      };
      const mixed = modelsOf(fields.map((healthyOne, i) => (i === slot ? own(i, poisoned) : healthyOne)));
      const run = runOf(device, { models: mixed, datasets, initialWeights });
      const results = await finish(run);
      run.dispose();
      expect(run.plan.waves).toHaveLength(1);
      results.forEach((result, i) => {
        if (i !== slot) expectSame(result, expected[i]!);
      });
      const { divergedAt, steps, validation } = results[slot]!;
      expect(divergedAt, `slot ${slot}`).toBeGreaterThan(0);
      expect([steps, validation.off]).toEqual([divergedAt, NaN]);
    }
  });

  test.each([NaN, Infinity, -1, 1e38])('a spec with a learning rate of %d is refused', (learningRate) => {
    expect(() => resolve({ training: { learningRate } })).toThrow(
      /^training\.learningRate must be a number from 0 to 1,000, not /,
    );
  });
});
