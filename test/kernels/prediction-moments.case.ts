import { predictionMoments } from '../../src/kernels';
import { vec4s } from '../../src/kernels/kernel';
import { layoutNetwork } from '../../src/plan/layout';
import { predictionMoments as reference } from '../../src/reference/prediction-moments';
import type { Tolerance } from '../support/compare';
import { activationsWith, fillRows, healthOf, reals, stepOf } from '../support/inputs';
import { poisoned } from '../support/kernel-buffers';
import { defineSuite, type CaseBase } from '../support/kernel-suite';

interface Case extends CaseBase {
  models: number;
  targets: number;
  batch: number;
  rows?: number;
  /** First row of the batch among the predicted ones. */
  start: number;
  passIndex: number;
}

const tolerance: Tolerance = { atol: 2e-6, rtol: 0, reason: 'four roundings of numbers below 8' };

const cases: Case[] = [
  {
    name: 'the first pass of a single prediction needs no earlier ones',
    seed: 1,
    tolerance,
    models: 1,
    targets: 1,
    batch: 1,
    start: 0,
    passIndex: 0,
  },
  {
    name: 'the first pass, for three models and several vec4s of targets',
    seed: 2,
    tolerance,
    models: 3,
    targets: 5,
    batch: 24,
    start: 0,
    passIndex: 0,
  },
  {
    name: 'a later pass over a batch in the middle, for 60 models',
    seed: 3,
    tolerance,
    models: 60,
    targets: 2,
    batch: 10,
    start: 20,
    passIndex: 31,
  },
  {
    name: 'a short last batch of more rows than a workgroup has invocations',
    seed: 4,
    tolerance,
    models: 2,
    targets: 1,
    batch: 128,
    rows: 100,
    start: 128,
    passIndex: 1,
  },
];

export const suite = defineSuite({
  kernel: predictionMoments,
  cases,
  inputs({ seed, models, targets, batch, rows = batch, start, passIndex }) {
    const layout = layoutNetwork([3, targets], batch);
    const layer = layout.layers[0]!;
    const draw = reals(seed);
    const vec4sPerModel = (start + batch + 2) * vec4s(targets);
    const moments = poisoned(8 * models * vec4sPerModel);
    if (passIndex > 0) fillRows(moments, 0, models * vec4sPerModel, 8, draw);
    return {
      workgroups: predictionMoments.workgroups({ batch, fanOut: targets }),
      models,
      layout,
      buffers: {
        step: stepOf(rows, { batchStart: start, passIndex }),
        layer,
        health: healthOf(models),
        activations: activationsWith(layout, models, [{ at: layer.output, rows, width: targets, draw }]),
        moments,
      },
    };
  },
  reference,
});
