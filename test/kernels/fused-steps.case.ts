import { shaderSource } from '../../src/kernels/sources';
import { fusedSteps, type subgroupSteps } from '../../src/kernels';
import { activationSet } from '../../src/kernels/fused-steps';
import { MAX_LAYERS, vec4s } from '../../src/kernels/kernel';
import { packStruct } from '../../src/gpu/structs';
import { MAX_PASSES, UNIFORM_STRIDE } from '../../src/plan/buffer-table';
import { layoutWorkspace } from '../../src/plan/fused-layout';
import { layoutNetwork } from '../../src/plan/layout';
import { fusedSteps as reference } from '../../src/reference/fused-steps';
import type { ModelSettings, Step } from '../../src/reference/types';
import { ACTIVATIONS, type ActivationKind } from '../../src/spec/types';
import type { Tolerance } from '../support/compare';
import { fillRows, perLayer, reals, settingsOf, stepOf } from '../support/inputs';
import { poisoned } from '../support/kernel-buffers';
import { defineSuite, type CaseBase } from '../support/kernel-suite';
import { SLOPE } from '../support/models';

export interface Case extends CaseBase {
  models: number;
  widths: number[];
  batch: number;
  /** Training rows; two epochs of them are gone through where there are more steps than that takes. */
  rows: number;
  steps: number;
  /** Of every hidden layer, or one for each. */
  activation?: ActivationKind | ActivationKind[];
  outputActivation?: ActivationKind;
  /** The kernel is compiled for its own activations, which takes a while, and not for all. */
  onlyItsActivations?: boolean;
  dropoutAfter?: boolean;
  settings?: (model: number) => Partial<ModelSettings>;
  /** Models that an earlier step has stopped. */
  stopped?: number[];
  /** Size of a model's initial weights. */
  scale?: (model: number) => number;
}

export const tolerance: Tolerance = {
  atol: 2e-5,
  rtol: 2e-5,
  reason: 'as in test/train/trajectory.test.ts: a few steps of f32',
};

const half = 2 ** 31;
const kinds: ActivationKind[] = [...ACTIVATIONS];
const wide = [1, 64, 64, 64, 64, 1];

const cases: Case[] = (
  [
    { name: 'one step of the smallest network', widths: [1, 1, 1], batch: 1, rows: 1, steps: 1, models: 1 },
    {
      name: 'the article’s network',
      widths: wide,
      batch: 64,
      rows: 150,
      steps: 3,
      models: 2,
      onlyItsActivations: true,
    },
    { name: 'no hidden layer', widths: [3, 2], batch: 5, rows: 12, steps: 4, models: 3 },
    { name: 'eight hidden layers', widths: [2, 5, 9, 4, 8, 3, 7, 6, 5, 2], batch: 9, rows: 20, steps: 3, models: 2 },
    { name: 'the widest input and output', widths: [64, 20, 64], batch: 7, rows: 30, steps: 3, models: 2 },
    { name: 'widths around a tile', widths: [7, 8, 9, 17], batch: 10, rows: 33, steps: 5, models: 3 },
    ...kinds.map((activation) => ({
      name: `${activation} in the hidden layers and at the output`,
      widths: [3, 12, 6, 2],
      batch: 8,
      rows: 29,
      steps: 4,
      models: 2,
      activation,
      outputActivation: activation,
    })),
    {
      name: 'a different activation after each layer',
      widths: [1, 6, 6, 6, 1],
      batch: 12,
      rows: 40,
      steps: 4,
      models: 2,
      activation: ['tanh', 'gelu', 'relu'] satisfies ActivationKind[],
    },
    ...[false, true].map((dropoutAfter) => ({
      name: `dropout ${dropoutAfter ? 'after' : 'before'} the activation, each model with its own`,
      widths: [2, 16, 12, 1],
      batch: 16,
      rows: 50,
      steps: 4,
      models: 4,
      dropoutAfter,
      settings: (model: number) => ({
        dropThreshold: [model * 2 ** 29, half, 0],
        keepScale: [1 / (1 - model / 8), 2, 1],
      }),
    })),
    {
      name: 'every kind of decay and pair of betas',
      widths: [2, 10, 2],
      batch: 6,
      rows: 20,
      steps: 5,
      models: 6,
      settings: (model) => ({
        learningRate: 10 ** -(2 + (model % 3)),
        l2Penalty: (model % 3) * 0.1,
        weightDecay: (model % 4) * 0.2,
        decayBiases: model % 2,
        beta1: 0.9 - 0.05 * model,
        oneMinusBeta1: 0.1 + 0.05 * model,
        epsilon: 1e-4,
      }),
    },
    {
      name: 'models that were stopped before keep every bit',
      widths: [1, 6, 1],
      batch: 4,
      rows: 10,
      steps: 3,
      models: 4,
      stopped: [1, 3],
    },
    {
      name: 'weights and a learning rate of 1e15 stop their models and no other',
      widths: [1, 6, 1],
      batch: 4,
      rows: 10,
      steps: 3,
      models: 4,
      scale: (model) => (model === 1 ? 1e15 : 1),
      settings: (model) => ({ learningRate: model === 2 ? 1e15 : 1e-2 }),
    },
  ] satisfies Omit<Case, 'seed' | 'tolerance'>[]
).map((own, seed) => ({ seed, tolerance, ...own }));

/** The steps of an epoch and of those after it, as src/train/passes.ts counts them. */
function stepsOf({ steps, batch, rows }: Case): Step[] {
  const perEpoch = Math.ceil(rows / batch);
  return Array.from({ length: steps }, (_, i) => {
    const start = (i % perEpoch) * batch;
    const own = {
      step: i,
      epoch: Math.floor(i / perEpoch),
      batchStart: start,
      lossSlot: i,
      correction: i,
      stamp: i + 1,
    };
    const sampled = { splitStart: 2, splitRows: rows, shuffle: 1, dropout: 1, dropoutCounter: i };
    return stepOf(Math.min(batch, rows - start), { ...own, ...sampled, following: steps - 1 - i });
  });
}

const networkOf = ({ widths, batch, dropoutAfter = false, ...own }: Case) => {
  const layout = layoutNetwork(widths, batch);
  const { activation = 'leaky-relu', outputActivation = 'identity' } = own;
  const hidden = Array.isArray(activation) ? activation : widths.slice(2).map(() => activation);
  const variants = [...hidden, outputActivation].map((kind) => ({ activation: kind, dropoutAfter }));
  return { layout, batch, variants };
};

export const suiteOf = (kernel: typeof fusedSteps | typeof subgroupSteps, more: readonly Case[] = []) =>
  defineSuite({
    kernel,
    scratch: ['workspace'],
    cases: [...cases, ...more],
    inputs(own: Case) {
      const { seed, models, widths, batch, rows, steps, stopped = [], scale = () => 1, settings } = own;
      const { layout, variants } = networkOf(own);
      const { layers } = layout;
      const shape = layoutWorkspace(layout, batch);
      const [features, targets] = [widths[0]!, widths.at(-1)!];
      const stride = vec4s(features) + vec4s(targets);
      const draw = reals(seed);
      const samples = poisoned(4 * (rows + 2) * stride);
      for (let row = 0; row < rows + 2; row++) {
        fillRows(samples, row * stride, 1, features, draw);
        fillRows(samples, row * stride + vec4s(features), 1, targets, draw);
      }
      const parameters = new Float32Array(4 * models * layout.parameterStride);
      for (let model = 0; model < models; model++) {
        for (const { weights, biases, fanIn, fanOut } of layout.layers) {
          const base = model * layout.parameterStride;
          const initial = reals(seed + model, scale(model) / Math.sqrt(fanIn));
          fillRows(parameters, base + weights, fanOut, fanIn, initial);
          fillRows(parameters, base + biases, 1, fanOut, initial);
        }
      }
      const fused = layers.map((layer, i) => ({ ...layer, activation: ACTIVATIONS.indexOf(variants[i]!.activation) }));
      const none = Object.fromEntries(Object.keys(fused[0]!).map((name) => [name, 0]));
      return {
        overrides: {
          DROPOUT: own.onlyItsActivations ? 0 : 1,
          DROPOUT_AFTER: own.dropoutAfter ? 1 : 0,
          ...(own.onlyItsActivations && { ACTIVATIONS: activationSet(fused.map(({ activation }) => activation)) }),
        },
        workgroups: fusedSteps.workgroups(),
        models,
        layout,
        buffers: {
          steps: slots(stepsOf(own)),
          fusedShape: shape,
          fusedLayers: Array.from({ length: MAX_LAYERS }, (_, i) => fused[i] ?? none),
          dataShape: { rows: rows + 2, featureStride: vec4s(features), targetStride: vec4s(targets) },
          settings: Array.from({ length: models }, (_, model) =>
            settingsOf(model, {
              slope: perLayer(layers.length, SLOPE),
              dropThreshold: perLayer(layers.length, 0),
              keepScale: perLayer(layers.length, 1),
              ...settings?.(model),
            }),
          ),
          samples,
          corrections: Float32Array.from({ length: 2 * steps }, (_, i) => {
            const t = 1 + Math.floor(i / 2);
            return i % 2 === 0 ? 1 / (1 - 0.9 ** t) : 1 / Math.sqrt(1 - 0.999 ** t);
          }),
          parameters,
          adamMoments: new Float32Array(2 * parameters.length),
          workspace: poisoned(4 * models * shape.workspaceStride),
          losses: Array.from({ length: models * steps }, () => ({ loss: -12345, stamp: 0xdead_beef })),
          updateReports: Uint32Array.from({ length: 2 * models }, (_, i) =>
            i % 2 === 0 ? Number(stopped.includes(i / 2)) : 0xdead_beef,
          ),
        },
      };
    },
    reference: (buffers, own) => reference(buffers, stepsOf(own), networkOf(own)),
  });

export const suite = suiteOf(fusedSteps);

/** Steps as they lie in the uniform buffer. */
function slots(steps: readonly Step[]): Uint32Array {
  const bytes = new ArrayBuffer(MAX_PASSES * UNIFORM_STRIDE);
  const layout = shaderSource(fusedSteps.name).structs['Step']!;
  steps.forEach((step, i) => packStruct(layout, { ...step }, new DataView(bytes), i * UNIFORM_STRIDE));
  return new Uint32Array(bytes);
}
