import { denseBackwardInput } from '../../src/kernels';
import { layoutNetwork } from '../../src/plan/layout';
import { denseBackwardInput as reference } from '../../src/reference/dense-backward-input';
import type { Tolerance } from '../support/compare';
import type { Dispatch } from '../support/dispatch';
import { activationsWith, healthOf, parametersOf, reals, sixteenths, stepOf, type Draw } from '../support/inputs';
import { defineSuite, type CaseBase } from '../support/kernel-suite';

interface Case extends CaseBase {
  models: number;
  /** Of the layer that is run; it lies between two others, so that no offset is 0. */
  fanIn: number;
  fanOut: number;
  batch: number;
  rows?: number;
  frozen?: number[];
  draw?: (seed: number) => Draw;
}

const tolerance: Tolerance = { atol: 0, rtol: 0, reason: 'multiples of 2^-12 below 2^8 are exact in f32' };

const shapes: [fanIn: number, fanOut: number, batch: number][] = [
  [1, 1, 1],
  [1, 64, 64],
  [64, 1, 100],
  [2, 3, 24],
  [3, 5, 7],
  [5, 30, 64],
  [30, 65, 9],
  [65, 2, 65],
  [256, 256, 8],
  [8, 4, 700],
];

const cases: Case[] = [
  ...shapes.map(([fanIn, fanOut, batch], i) => ({
    name: `brings ${batch} rows of ${fanOut} back to ${fanIn}, for three models`,
    seed: i,
    tolerance,
    models: 3,
    fanIn,
    fanOut,
    batch,
  })),
  {
    name: 'real gradients of a wide layer, for 40 models',
    seed: 20,
    tolerance: { atol: 1e-5, rtol: 0, reason: 'sums of 200 products reach 15 and are rounded to 5e-7 200 times' },
    models: 40,
    fanIn: 10,
    fanOut: 200,
    batch: 5,
    draw: reals,
  },
  {
    name: 'a short last batch leaves the rows beyond it alone',
    seed: 21,
    tolerance,
    models: 2,
    fanIn: 10,
    fanOut: 9,
    batch: 64,
    rows: 23,
  },
  {
    name: 'frozen models are not touched, for either reason of freezing',
    seed: 22,
    tolerance,
    models: 5,
    fanIn: 6,
    fanOut: 3,
    batch: 10,
    frozen: [1, 2, 4],
  },
];

/** The cases for a kernel that does the same. */
export const suiteOf = (kernel: Dispatch['kernel'] & Pick<typeof denseBackwardInput, 'workgroups'>) =>
  defineSuite({
    kernel,
    cases,
    inputs({ seed, models, fanIn, fanOut, batch, rows = batch, frozen, draw: drawOf = sixteenths }) {
      const layout = layoutNetwork([7, fanIn, fanOut, 9], batch);
      const layer = layout.layers[1]!;
      const draw = drawOf(seed);
      return {
        workgroups: kernel.workgroups({ batch, fanIn, fanOut }),
        models,
        layout,
        buffers: {
          step: stepOf(rows),
          layer,
          health: healthOf(models, frozen),
          parameters: parametersOf(layout, models, 1, draw),
          deltas: activationsWith(layout, models, [
            { at: layer.input, rows, width: fanIn, draw },
            { at: layer.output, rows, width: fanOut, draw },
          ]),
        },
      };
    },
    reference,
  });

export const suite = suiteOf(denseBackwardInput);
