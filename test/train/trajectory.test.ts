/** Short trainings on the device against the CPU reference, which shares no code with them but the plan's layout. */
import { expect, test } from 'vitest';
import { trainReference } from '../../src/reference/train';
import type { Model } from '../../src/spec/types';
import { initialise } from '../../src/train/initialise';
import { testDevice } from '../support/device';
import { modelsOf, type ModelFields } from '../support/models';
import { datasetOf, finish, runOf } from '../support/sweep';

const device = await testDevice();

const training = { epochs: 3, batchSize: 8 };
const shuffled = { ...training, shuffle: true };
const wide = [3, 6, 5, 2];

/** 45 rows in batches of 8: the last batch has 5. */
const oneFeature = datasetOf(1, 45, 19);
const threeFeatures = datasetOf(2, 45, 19, 3, 2);

const cases: [name: string, fields: ModelFields][] = [
  ['leaky-relu in file order', { training }],
  ['leaky-relu, shuffled', { training: shuffled }],
  ['tanh and gelu, three features and two targets', { training, widths: wide, activation: ['tanh', 'gelu'] }],
  [
    'the same with another output activation',
    { training: shuffled, widths: wide, outputActivation: 'sigmoid', activation: 'tanh' },
  ],
  ['coupled decay', { training, regularization: { l2Penalty: 0.01 } }],
  ['coupled decay without biases', { training, regularization: { l2Penalty: 0.1, decayBiases: false } }],
  ['decoupled decay', { training, regularization: { weightDecay: 2 } }],
  [
    'both decays without biases, other betas and epsilon',
    {
      training: { ...shuffled, beta1: 0.8, beta2: 0.99, epsilon: 1e-4 },
      regularization: { weightDecay: 1, l2Penalty: 0.02, decayBiases: false },
    },
  ],
  [
    'dropout before the activation, left on in validation',
    {
      training: shuffled,
      dropout: [0.2, 0.5],
      evaluation: { dropout: 'on' },
    },
  ],
  [
    'dropout after the activation, validated by the mean of four passes',
    {
      training: shuffled,
      widths: wide,
      activation: 'silu',
      dropout: 0.3,
      dropoutPosition: 'after',
      evaluation: { dropout: 'mean', passes: 4 },
    },
  ],
  ['dropout switched off in validation', { training, dropout: 0.4 }],
  ['a batch larger than the data', { training: { epochs: 4, batchSize: 100 } }],
];

const models = modelsOf(cases.map(([, fields]) => fields));
const dataOf = ({ setting }: Model) => (setting.network.widths[0] === 3 ? 1 : 0);
const datasets = [oneFeature, threeFeatures];
const results = await finish(runOf(device, { models, datasets, datasetOf: models.map(dataOf) }));

/** Twenty steps of f32: each rounds weights of size 1 to 6e-8, and Adam divides by small gradients. */
const RELATIVE_LOSS = 2e-5;
const ABSOLUTE_WEIGHT = 2e-5;

test.each(cases.map(([name], i) => ({ name, i })))('$name', ({ i }) => {
  const model = models[i]!;
  const initial = initialise(model.setting.network, model.key);
  const expected = trainReference(model, datasets[dataOf(model)]!, initial, 'f64');
  const actual = results[i]!;
  expect(worstRatio(actual.stepLoss, expected.stepLoss)).toBeLessThan(RELATIVE_LOSS);
  expect(worstRatio(actual.validationLoss, expected.validationLoss)).toBeLessThan(RELATIVE_LOSS);
  expect(Math.max(...expected.weights.map((weight, p) => Math.abs(weight - actual.weights[p]!)))).toBeLessThan(
    ABSOLUTE_WEIGHT,
  );
  const moved = Math.max(...expected.weights.map((weight, p) => Math.abs(weight - initial[p]!)));
  expect(moved).toBeGreaterThan(100 * ABSOLUTE_WEIGHT);
  expect(actual.divergedAt).toBeNull();
});

/** Largest relative difference of two sequences of one length. */
function worstRatio(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(actual[i]! / value - 1)));
}
