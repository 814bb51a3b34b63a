import { mseLoss } from '../../src/kernels';
import { vec4s } from '../../src/kernels/kernel';
import { layoutNetwork } from '../../src/plan/layout';
import { mseLoss as reference } from '../../src/reference/mse-loss';
import type { Tolerance } from '../support/compare';
import { activationsWith, fillRows, healthOf, reals, sixteenths, stepOf, type Draw } from '../support/inputs';
import { poisoned } from '../support/kernel-buffers';
import { defineSuite, type CaseBase } from '../support/kernel-suite';

interface Case extends CaseBase {
  models: number;
  targets: number;
  batch: number;
  rows?: number;
  frozen?: number[];
  /** Models whose last update reported a parameter that was not finite. */
  reported?: number[];
  draw?: (seed: number) => Draw;
  /** Replaces the first prediction of a model. */
  firstPrediction?: (model: number) => number;
}

const tolerance: Tolerance = { atol: 0, rtol: 2 ** -21, reason: 'exact sums, then four rounded products' };
const SLOTS = 3;

const shapes: [targets: number, batch: number][] = [
  [1, 1],
  [1, 24],
  [1, 64],
  [1, 65],
  [2, 100],
  [3, 7],
  [5, 64],
  [30, 9],
  [65, 3],
  [4, 700],
  [256, 2],
];

const cases: Case[] = [
  ...shapes.map(([targets, batch], i) => ({
    name: `${batch} rows of ${targets}, for three models`,
    seed: i,
    tolerance,
    models: 3,
    targets,
    batch,
  })),
  {
    name: 'real predictions of 200 models',
    seed: 20,
    tolerance: { atol: 0, rtol: 2e-6, reason: 'a sum of positive terms in a tree, each rounded' },
    models: 200,
    targets: 1,
    batch: 70,
    draw: reals,
  },
  {
    name: 'a short last batch is averaged over its own rows',
    seed: 21,
    tolerance,
    models: 2,
    targets: 3,
    batch: 64,
    rows: 23,
  },
  {
    name: 'frozen models write no loss, be it by an earlier loss, an earlier update or the last update',
    seed: 22,
    tolerance,
    models: 6,
    targets: 1,
    batch: 10,
    frozen: [1, 2],
    reported: [4, 5],
  },
  {
    name: 'a prediction of 1e30, infinity or NaN freezes its model and no other',
    seed: 23,
    tolerance,
    models: 5,
    targets: 2,
    batch: 24,
    firstPrediction: (model) => [0, 1e30, Infinity, NaN, 1][model]!,
  },
];

export const suite = defineSuite({
  kernel: mseLoss,
  cases,
  inputs({ seed, models, targets, batch, rows = batch, frozen, reported = [], draw: drawOf = sixteenths, ...own }) {
    const layout = layoutNetwork([3, targets], batch);
    const layer = layout.layers[0]!;
    const draw = drawOf(seed);
    const region = [{ at: layer.output, rows, width: targets, draw }];
    const activations = activationsWith(layout, models, region);
    const batchTargets = poisoned(4 * models * batch * vec4s(targets));
    for (let model = 0; model < models; model++) {
      fillRows(batchTargets, model * batch * vec4s(targets), rows, targets, draw);
      const first = 4 * (model * layout.activationStride + layer.output);
      if (own.firstPrediction) activations[first] = own.firstPrediction(model);
    }
    return {
      workgroups: mseLoss.workgroups(),
      models,
      layout,
      buffers: {
        step: stepOf(rows),
        layer,
        batchTargets,
        activations,
        deltas: activationsWith(layout, models, region),
        losses: Array.from({ length: models * SLOTS }, () => ({ loss: -12345, stamp: 0xdead_beef })),
        health: healthOf(models, frozen),
        updateReports: Uint32Array.from({ length: 2 * models }, (_, i) =>
          i % 2 === 0 && (reported.includes(i / 2) || frozen?.includes(i / 2)) ? 7 : 0,
        ),
      },
    };
  },
  reference,
});
