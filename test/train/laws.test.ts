/** A model is the same, bit for bit, whatever it is trained with and however the work is cut. */
import { expect, test, vi } from 'vitest';
import { KERNELS } from '../support/kernel-path';
import { Stream } from '../../src/random/stream';
import { Slicer } from '../../src/train/slicer';
import { testDevice } from '../support/device';
import { modelsOf, type ModelFields } from '../support/models';
import { datasetOf, DEFAULT_LIMITS, expectSame, finish, runOf, waveSizes } from '../support/sweep';

const device = await testDevice();
const datasets = [datasetOf(1, 45, 19), datasetOf(2, 45, 19)];

const training = { epochs: 3, batchSize: 8, shuffle: true };
/** Of one shape, so that they share waves; everything that is data differs. */
const fields: ModelFields[] = [
  { key: 1, training, dropout: 0.2 },
  { key: 2, training: { ...training, epochs: 1 }, dropout: [0.5, 0.1], regularization: { l2Penalty: 0.1 } },
  { key: 1, training: { ...training, learningRate: 0.1 }, dropout: 0.2 },
  { key: 3, training: { ...training, beta1: 0.5, beta2: 0.9 }, dropout: [1, 0], regularization: { weightDecay: 1 } },
  { key: 2 ** 52 + 5, training: { ...training, epochs: 2 }, dropout: [0, 0.9] },
  { key: 4, training, dropout: 0.7, regularization: { l2Penalty: 1, decayBiases: false } },
].map((own) => ({ ...own, evaluation: { dropout: 'on' } }));

const models = modelsOf(fields);
/** Two data sets in turn. */
const datasetsOf = models.map(({ index }) => index % 2);
const whole = await finish(runOf(device, { models, datasets, datasetOf: datasetsOf }));

test.each(models)('model $index alone is what it is among the others', async ({ index }) => {
  const [model] = modelsOf([fields[index]!]);
  const [solo] = await finish(runOf(device, { models: [model!], datasets, datasetOf: [datasetsOf[index]!] }));
  expectSame(solo!, whole[index]!);
});

test('the order of the models does not matter', async () => {
  const order = [4, 2, 0, 5, 3, 1];
  const reordered = modelsOf(order.map((index) => fields[index]!));
  const results = await finish(
    runOf(device, { models: reordered, datasets, datasetOf: order.map((index) => datasetsOf[index]!) }),
  );
  results.forEach((result, i) => expectSame(result, whole[order[i]!]!));
});

test.each([1, 2, 4])('waves of %i models at most', async (most) => {
  const limits = { ...DEFAULT_LIMITS, maxComputeWorkgroupsPerDimension: most };
  const run = runOf(device, { models, datasets, datasetOf: datasetsOf }, {}, limits);
  expect(Math.max(...waveSizes(run.plan))).toBe(most);
  (await finish(run)).forEach((result, i) => expectSame(result, whole[i]!));
});

test.each([0, 1, 1e9])(
  'submissions of about %d ms: a single pass, a few, as many as fit',
  async (targetMilliseconds) => {
    const results = await finish(runOf(device, { models, datasets, datasetOf: datasetsOf }, { targetMilliseconds }));
    results.forEach((result, i) => expectSame(result, whole[i]!));
  },
);

test.each([1, 2, 3])('passes and models cut at random (%i)', async (seed) => {
  const many = modelsOf(Array.from({ length: 70 }, (_, i) => ({ ...fields[i % fields.length]!, key: 1000 + i })));
  const sweep = { models: many, datasets, datasetOf: many.map(({ index }) => index % 2) };
  const uncut = await finish(runOf(device, sweep, { targetMilliseconds: 1e9 }));
  const random = new Stream(seed, 'noise');
  const parts = new Set<number>();
  const cut = vi.spyOn(Slicer.prototype, 'cut').mockImplementation((passes, first, all) => {
    const part = 32 * Math.floor(4 * random.uniform());
    const isWhole = first === 0 && (part === 0 || part >= all);
    parts.add(first);
    if (isWhole) return { passes: 1 + Math.floor(passes * random.uniform()), first, models: all };
    return { passes: 1, first, models: Math.min(all - first, Math.max(32, part)) };
  });
  const results = await finish(runOf(device, sweep));
  cut.mockRestore();
  expect([...parts].sort((a, b) => a - b)).toEqual([0, 32, 64]);
  results.forEach((result, i) => expectSame(result, uncut[i]!));
});

test.runIf(KERNELS === 'layered')('the size of a workgroup does not matter', async () => {
  const wide = modelsOf([{ widths: [1, 90, 70, 1], training: { ...training, batchSize: 45 }, dropout: 0.2 }]);
  const [of64] = await finish(runOf(device, { models: wide, datasets }));
  const [of128] = await finish(runOf(device, { models: wide, datasets }, { kernels: 'layered/128' }));
  expectSame(of128!, of64!);
});

test('p = 0 is no dropout, and shares its bits', async () => {
  const plain: ModelFields = { key: 9, training };
  const [without] = await finish(runOf(device, { models: modelsOf([plain]), datasets }));
  const among = modelsOf([{ ...plain, dropout: 0.5 }, plain, { ...plain, dropout: [0, 1e-12] }]);
  const [, , never] = await finish(runOf(device, { models: among, datasets }));
  expect(never!.stepLoss).toEqual(without!.stepLoss);
  expect(never!.weights).toEqual(without!.weights);
  const { off } = without!.validation;
  expect(never!.validation).toEqual({ on: off, off, mean: off });
});
