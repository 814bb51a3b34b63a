import { gatherBatch } from '../../src/kernels';
import { vec4s } from '../../src/kernels/kernel';
import { layoutNetwork } from '../../src/plan/layout';
import { gatherBatch as reference } from '../../src/reference/gather-batch';
import type { Step } from '../../src/reference/types';
import type { Tolerance } from '../support/compare';
import { fillRows, reals, settingsOf, stepOf } from '../support/inputs';
import { poisoned } from '../support/kernel-buffers';
import { defineSuite, type CaseBase } from '../support/kernel-suite';

interface Case extends CaseBase {
  models: number;
  datasets: number;
  features: number;
  targets: number;
  /** Rows of a data set, all splits together. */
  rows: number;
  batch: number;
  step: Partial<Step>;
}

const tolerance: Tolerance = { atol: 0, rtol: 0, reason: 'rows are copied' };

const cases: Case[] = [
  {
    name: 'a single row of one number',
    seed: 1,
    tolerance,
    models: 1,
    datasets: 1,
    features: 1,
    targets: 1,
    rows: 1,
    batch: 1,
    step: { batchStart: 0, batchRows: 1, splitRows: 1 },
  },
  {
    name: 'rows in order, from the middle of a split that starts late',
    seed: 2,
    tolerance,
    models: 3,
    datasets: 2,
    features: 3,
    targets: 2,
    rows: 300,
    batch: 64,
    step: { batchStart: 128, batchRows: 64, splitStart: 80, splitRows: 220 },
  },
  {
    name: 'a short last batch, with features and targets of several vec4s',
    seed: 3,
    tolerance,
    models: 2,
    datasets: 2,
    features: 9,
    targets: 5,
    rows: 90,
    batch: 64,
    step: { batchStart: 64, batchRows: 26, splitRows: 90 },
  },
  {
    name: 'each of 100 models in an order and from a data set of its own',
    seed: 4,
    tolerance,
    models: 100,
    datasets: 7,
    features: 1,
    targets: 1,
    rows: 130,
    batch: 24,
    step: { batchStart: 48, batchRows: 24, splitStart: 10, splitRows: 100, shuffle: 1, epoch: 5 },
  },
  {
    name: 'a shuffled batch of 700 rows that is the whole split',
    seed: 5,
    tolerance,
    models: 2,
    datasets: 1,
    features: 2,
    targets: 1,
    rows: 700,
    batch: 700,
    step: { batchStart: 0, batchRows: 700, splitRows: 700, shuffle: 1, epoch: 0xffff_ffff },
  },
];

export const suite = defineSuite({
  kernel: gatherBatch,
  cases,
  inputs({ seed, models, datasets, features, targets, rows, batch, step }) {
    const layout = layoutNetwork([features, 3, targets], batch);
    const [featureStride, targetStride] = [vec4s(features), vec4s(targets)];
    const draw = reals(seed);
    const stride = featureStride + targetStride;
    const samples = poisoned(4 * datasets * rows * stride);
    for (let row = 0; row < datasets * rows; row++) {
      fillRows(samples, row * stride, 1, features, draw);
      fillRows(samples, row * stride + featureStride, 1, targets, draw);
    }
    return {
      workgroups: gatherBatch.workgroups({ batch }),
      models,
      layout,
      buffers: {
        step: stepOf(batch, step),
        layer: layout.layers[0]!,
        dataShape: { rows, featureStride, targetStride },
        settings: Array.from({ length: models }, (_, model) => settingsOf(model, { dataset: model % datasets })),
        samples,
        activations: poisoned(4 * models * layout.activationStride),
        batchTargets: poisoned(4 * models * batch * targetStride),
      },
    };
  },
  reference,
});
