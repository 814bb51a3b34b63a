/** What theory says of a trained network, where it says it exactly. */
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/data/types';
import { ARTICLE_GRID } from '../../src/density-grid';
import { logDensity } from '../../src/metrics/density';
import { entropy } from '../../src/metrics/entropy';
import type { ActivationKind } from '../../src/spec/types';
import { testDevice } from '../support/device';
import { modelsOf, type ModelFields } from '../support/models';
import { datasetOf, finish, runOf } from '../support/sweep';

const device = await testDevice();
const ROWS = 32;
const STEPS_PER_EPOCH = 100;

/** The same rows in every batch, so that every step sees all of them. */
function repeated(): Dataset {
  const once = datasetOf(1, ROWS, ROWS);
  const tile = (values: Float32Array) =>
    Float32Array.from({ length: STEPS_PER_EPOCH * ROWS }, (_, i) => values[i % ROWS]!);
  const { x, y } = once.train;
  return { ...once, train: { count: STEPS_PER_EPOCH * ROWS, x: tile(x), y: tile(y) } };
}

const datasets = [repeated()];
const y = datasets[0]!.train.y.subarray(0, ROWS);
const mean = y.reduce((sum, value) => sum + value, 0) / ROWS;
const variance = y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / ROWS;

/** The article's network, with fewer units. */
const small: ModelFields = {
  widths: [1, 8, 8, 8, 1],
  activation: ['identity', 'leaky-relu', 'leaky-relu'],
  training: { epochs: 10, batchSize: ROWS, learningRate: 0.01 },
};

/** Adam keeps weights whose gradients have vanished in motion by about a tenth of the learning rate. */
const ADAM_NOISE = 1e-3;

describe('a coupled penalty of 0.1 and more leaves a constant', async () => {
  const penalties = [0.1, 0.3, 1, 3];
  const models = modelsOf(penalties.map((l2Penalty) => ({ ...small, regularization: { l2Penalty } })));
  const results = await finish(runOf(device, { models, datasets }));

  test.each(penalties.map((penalty, i) => ({ penalty, i })))('2ȳ/(2 + λ) at λ = $penalty', ({ penalty, i }) => {
    const { predictions, weights, trainLoss } = results[i]!;
    const constant = (2 * mean) / (2 + penalty);
    for (const prediction of predictions.off) expect(Math.abs(prediction - constant)).toBeLessThan(ADAM_NOISE);
    for (const weight of weights.subarray(0, -1)) expect(Math.abs(weight)).toBeLessThan(ADAM_NOISE);
    expect(Math.abs(weights.at(-1)! - constant)).toBeLessThan(ADAM_NOISE);
    expect(Math.abs(trainLoss.at(-1)! - (variance + ((mean * penalty) / (2 + penalty)) ** 2))).toBeLessThan(
      ADAM_NOISE / 10,
    );
  });

  test('with all weights at 0, the entropy of p(θ) is its floor of 1.23464 nats', () => {
    expect(entropy(logDensity(results[2]!.weights, ARTICLE_GRID))).toBeCloseTo(1.23464, 2);
  });
});

describe('p = 1', () => {
  test('moves one parameter of 12,673, the output’s bias, and keeps every bit of the others', async () => {
    const widths = [1, 64, 64, 64, 64, 1];
    const activation: ActivationKind[] = ['identity', 'leaky-relu', 'leaky-relu', 'leaky-relu'];
    const models = modelsOf([
      { widths, activation, dropout: [0, 1, 1, 1], training: { batchSize: 600, shuffle: true } },
    ]);
    const [result] = await finish(runOf(device, { models, datasets }));
    const { weights, initialWeights } = result!;
    const moved = [...weights.keys()].filter((p) => !Object.is(weights[p], initialWeights[p]));
    expect(weights.length).toBe(12_673);
    expect(moved).toEqual([12_672]);
  });

  test('learns the mean: the loss is the variance', async () => {
    const training = { ...small.training, epochs: 4 };
    const models = modelsOf([{ ...small, training, dropout: [0, 1, 1] }]);
    const [result] = await finish(runOf(device, { models, datasets }));
    expect(Math.abs(result!.weights.at(-1)! - mean)).toBeLessThan(1e-4);
    expect(Math.abs(result!.trainLoss.at(-1)! - variance)).toBeLessThan(1e-5);
  });
});
