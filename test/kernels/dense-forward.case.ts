import { denseForward } from '../../src/kernels';
import { layoutNetwork } from '../../src/plan/layout';
import { denseForward as reference } from '../../src/reference/dense-forward';
import type { ModelSettings, Step } from '../../src/reference/types';
import { ACTIVATIONS, type ActivationKind } from '../../src/spec/types';
import type { Tolerance } from '../support/compare';
import type { Dispatch } from '../support/dispatch';
import {
  activationsWith,
  healthOf,
  parametersOf,
  perLayer,
  reals,
  settingsOf,
  sixteenths,
  stepOf,
  type Draw,
} from '../support/inputs';
import { poisoned } from '../support/kernel-buffers';
import { defineSuite, type CaseBase } from '../support/kernel-suite';

interface Case extends CaseBase {
  models: number;
  /** Of the layer that is run; it lies between two others, so that no offset is 0. */
  fanIn: number;
  fanOut: number;
  batch: number;
  /** Rows of the batch that are there; all by default. */
  rows?: number;
  activation?: ActivationKind;
  dropoutAfter?: boolean;
  step?: Partial<Step>;
  settings?: (model: number) => Partial<ModelSettings>;
  frozen?: number[];
  draw?: (seed: number) => Draw;
  /** Inputs in place of drawn ones, with weight 1 and bias 0. */
  inputs?: readonly number[];
}

const exact: Tolerance = { atol: 0, rtol: 0, reason: 'multiples of 1/256 below 2^16 are exact in f32' };
const scaled: Tolerance = { atol: 0, rtol: 2 ** -22, reason: 'one product with a rounded slope or 1/(1 - p)' };

/** Slope and dropout of a model, different for every model. */
const varied = (model: number): Partial<ModelSettings> => {
  const p = (model % 10) / 9;
  return {
    slope: perLayer(3, 0.01 * model),
    dropThreshold: perLayer(3, Math.min(0xffff_ffff, Math.round(p * 2 ** 32))),
    keepScale: perLayer(3, p < 1 ? 1 / (1 - p) : 0),
  };
};

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
  [4, 8, 700],
];

/** Where exp overflows f32, where tanh and erf saturate, far beyond, and a sweep of what lies between. */
const NASTY = [0, 1e-30, 1e-6, 0.249, 0.251, 5, 9, 10, 12, 17, 20, 80, 81, 88, 89, 100, 1e4, 1e30].flatMap((z) => [
  z,
  -z,
]);
const SWEEP = Array.from({ length: 401 }, (_, i) => (i - 200) / 16);

const activationTolerance: Record<ActivationKind, Tolerance> = {
  identity: exact,
  relu: exact,
  'leaky-relu': scaled,
  tanh: { atol: 1e-6, rtol: 0, reason: 'the series is good to 2e-7; exp(2z) within 3 + 2|z| ulp far from 0' },
  sigmoid: { atol: 1e-6, rtol: 0, reason: 'exp within 3 + 2|z| ulp, largest where it weighs least' },
  silu: { atol: 3e-6, rtol: 1e-6, reason: 'z times the error of sigmoid' },
  gelu: { atol: 3e-6, rtol: 1e-6, reason: 'z times the error of erf, 1.5e-7, and its rounding' },
};

const cases: Case[] = [
  ...shapes.map(([fanIn, fanOut, batch], i) => ({
    name: `maps ${batch} rows of ${fanIn} to ${fanOut}, for three models`,
    seed: i,
    tolerance: scaled,
    models: 3,
    fanIn,
    fanOut,
    batch,
    activation: 'leaky-relu' as const,
    settings: varied,
  })),
  ...ACTIVATIONS.map((activation, i) => ({
    name: `${activation} and its derivative, also where exp overflows`,
    seed: 100 + i,
    tolerance: activationTolerance[activation],
    models: 1,
    fanIn: 1,
    fanOut: 1,
    activation,
    batch: NASTY.length + SWEEP.length,
    inputs: [...NASTY, ...SWEEP],
    settings: () => ({ slope: perLayer(3, 0.03) }),
  })),
  {
    name: 'real weights of a wide layer',
    seed: 200,
    tolerance: { atol: 2e-5, rtol: 0, reason: 'sums of 256 products reach 16 and are rounded to 1e-6 256 times' },
    models: 2,
    fanIn: 256,
    fanOut: 30,
    batch: 24,
    draw: reals,
  },
  {
    name: 'a short last batch leaves the rows beyond it alone',
    seed: 201,
    tolerance: exact,
    models: 2,
    fanIn: 9,
    fanOut: 10,
    batch: 64,
    rows: 24,
  },
  {
    name: 'frozen models are not touched, for either reason of freezing',
    seed: 202,
    tolerance: exact,
    models: 5,
    fanIn: 3,
    fanOut: 6,
    batch: 10,
    frozen: [1, 2, 4],
  },
  {
    name: 'dropout before the activation, 70 models that all differ',
    seed: 203,
    tolerance: scaled,
    models: 70,
    fanIn: 3,
    fanOut: 10,
    batch: 12,
    settings: varied,
    activation: 'leaky-relu',
    step: { dropout: 1 },
  },
  {
    name: 'dropout after the activation, 20 models that all differ',
    seed: 204,
    tolerance: { atol: 1e-5, rtol: 0, reason: 'the error of tanh, times 1/(1 - p) = 9 at most' },
    models: 20,
    fanIn: 3,
    fanOut: 10,
    batch: 12,
    settings: varied,
    activation: 'tanh',
    dropoutAfter: true,
    step: { dropout: 1, passIndex: 5, dropoutStream: 3, dropoutCounter: 0xffff_ffff, batchStart: 6976 },
  },
  {
    name: 'masks are those of the CPU, unit for unit, at every p of the article',
    seed: 205,
    tolerance: { atol: 0, rtol: 2 ** -23, reason: '1/(1 - p) rounded to f32; a wrong mask is wrong by 1 or more' },
    models: 10,
    fanIn: 1,
    fanOut: 65,
    batch: 100,
    settings: varied,
    step: { dropout: 1 },
    inputs: perLayer(100, 1),
  },
  {
    name: 'p = 0 is no dropout and p = 1 drops all, exactly',
    seed: 206,
    tolerance: exact,
    models: 2,
    fanIn: 5,
    fanOut: 12,
    batch: 64,
    settings: (model: number) => varied(9 * model),
    step: { dropout: 1 },
  },
  {
    name: 'dropout that is switched off keeps every unit unscaled',
    seed: 207,
    tolerance: exact,
    models: 10,
    fanIn: 5,
    fanOut: 12,
    batch: 8,
    settings: (model: number) => ({ ...varied(model), slope: [] }),
  },
];

/** The cases for a kernel that does the same. */
export const suiteOf = (kernel: Dispatch['kernel'] & Pick<typeof denseForward, 'workgroups'>) =>
  defineSuite({
    kernel,
    cases,
    inputs(own) {
      const { models, fanIn, fanOut, batch, rows = batch, activation = 'identity', dropoutAfter = false } = own;
      const layout = layoutNetwork([7, fanIn, fanOut, 9], batch);
      const layer = layout.layers[1]!;
      const draw = (own.draw ?? sixteenths)(own.seed);
      const given = own.inputs?.values();
      const input = given ? () => given.next().value! : draw;
      return {
        overrides: { ACTIVATION: ACTIVATIONS.indexOf(activation), DROPOUT_AFTER: dropoutAfter ? 1 : 0 },
        workgroups: kernel.workgroups({ batch, fanIn, fanOut }),
        models,
        layout,
        buffers: {
          step: stepOf(rows, own.step),
          layer,
          settings: Array.from({ length: models }, (_, model) => settingsOf(model, own.settings?.(model))),
          health: healthOf(models, own.frozen),
          parameters: given
            ? parametersOf(
                layout,
                models,
                1,
                () => 1,
                () => 0,
              )
            : parametersOf(layout, models, 1, draw, () => draw() / 32),
          activations: activationsWith(layout, models, [{ at: layer.input, rows, width: fanIn, draw: input }]),
          deltas: poisoned(4 * models * layout.activationStride),
        },
      };
    },
    reference: (buffers, { activation = 'identity', dropoutAfter = false }) =>
      reference(buffers, { activation, dropoutAfter }),
  });

export const suite = suiteOf(denseForward);
