import { adam } from '../../src/kernels';
import { adam as reference } from '../../src/reference/adam';
import type { ModelSettings } from '../../src/reference/types';
import type { Tolerance } from '../support/compare';
import { healthOf, reals, settingsOf, stepOf } from '../support/inputs';
import { defineSuite, type CaseBase } from '../support/kernel-suite';

interface Case extends CaseBase {
  models: number;
  /** vec4s of parameters per model, and where the biases start among them. */
  count: number;
  biases: number;
  /** Whether the moments are still 0. */
  first?: boolean;
  frozen?: number[];
  settings?: (model: number) => Partial<ModelSettings>;
  /** Bias corrections of this step. */
  corrections?: [first: number, second: number];
  /** Replaces one gradient of a model. */
  gradient?: (model: number) => { at: number; value: number } | null;
}

const tolerance: Tolerance = { atol: 2e-7, rtol: 1e-6, reason: 'ten roundings; √ and ÷ may each be off by 2.5 ulp' };
const exact: Tolerance = { atol: 0, rtol: 0, reason: 'nothing is to change' };

const FIRST_STEP: [number, number] = [1 / (1 - 0.9), 1 / Math.sqrt(1 - 0.999)];

const varied = (model: number): Partial<ModelSettings> => ({
  learningRate: 10 ** -(1 + (model % 4)),
  l2Penalty: (model % 3) * 0.1,
  weightDecay: (model % 5) * 0.2,
  decayBiases: model % 2,
  beta1: 0.9 - 0.01 * (model % 7),
  oneMinusBeta1: 0.1 + 0.01 * (model % 7),
  epsilon: 10 ** -(3 + (model % 6)),
  corrections: 4 * (model % 2),
});

const cases: Case[] = [
  {
    name: 'a single vec4, at the first step',
    seed: 1,
    tolerance,
    models: 1,
    count: 1,
    biases: 0,
    first: true,
    corrections: FIRST_STEP,
  },
  ...[2, 63, 65, 511, 512, 513, 1300].map((count, i) => ({
    name: `${count} vec4s with every kind of decay, for three models`,
    seed: 2 + i,
    tolerance,
    models: 3,
    count,
    biases: count - 1,
    settings: varied,
  })),
  {
    name: '210 models that all differ, in the middle of training',
    seed: 20,
    tolerance,
    models: 210,
    count: 5,
    biases: 3,
    settings: varied,
    corrections: [1.7, 9],
  },
  {
    name: 'the largest step count, at which the corrections are 1',
    seed: 21,
    tolerance,
    models: 2,
    count: 9,
    biases: 3,
    corrections: [1, 1],
  },
  {
    name: 'biases are spared by both decays on demand',
    seed: 22,
    tolerance,
    models: 2,
    count: 8,
    biases: 2,
    settings: () => ({ l2Penalty: 3, weightDecay: 50, decayBiases: 0 }),
  },
  {
    name: 'a learning rate of 0 moves no parameter',
    seed: 23,
    tolerance,
    models: 2,
    count: 70,
    biases: 2,
    settings: () => ({ learningRate: 0, weightDecay: 1 }),
  },
  {
    name: 'frozen models keep every bit, for either reason of freezing',
    seed: 24,
    tolerance,
    models: 5,
    count: 70,
    biases: 2,
    frozen: [1, 2, 4],
  },
  {
    name: 'all models frozen: nothing is written',
    seed: 25,
    tolerance: exact,
    models: 2,
    count: 3,
    biases: 2,
    frozen: [0, 1],
  },
  {
    name: 'a gradient that is not finite, or whose square is not, is reported and leaves its vec4 alone',
    seed: 26,
    tolerance,
    models: 6,
    count: 80,
    biases: 70,
    gradient: (model) => {
      const value = [null, 1e30, Infinity, NaN, -1e25][model];
      return value ? { at: 4 * 79 + (model % 4), value } : null;
    },
  },
  {
    name: 'a learning rate of 3e38 is reported where a step overflows',
    seed: 27,
    tolerance,
    models: 3,
    count: 66,
    biases: 64,
    settings: (model) => ({ learningRate: model === 1 ? 3e38 : 1e-3 }),
    corrections: [10, 1],
  },
];

const COLUMNS = 4;

export const suite = defineSuite({
  kernel: adam,
  cases,
  inputs({ seed, models, count, biases, first, frozen, corrections = [2, 3], ...own }) {
    const draw = reals(seed);
    const length = 4 * models * count;
    const drawn = (value: () => number) => Float32Array.from({ length }, value);
    const gradients = drawn(draw);
    for (let model = 0; model < models; model++) {
      const replaced = own.gradient?.(model);
      if (replaced) gradients[4 * model * count + replaced.at] = replaced.value;
    }
    // two rows, for two pairs of betas; every entry differs, so that a wrong row or column shows
    const table = Float32Array.from({ length: 4 * COLUMNS }, (_, i) => corrections[i % 2]! * (1 + i));
    table.set(corrections, 2 * stepOf(1).correction);
    return {
      workgroups: adam.workgroups({ parameters: 4 * count }),
      models,
      buffers: {
        step: stepOf(1),
        parameterShape: { count, biases },
        settings: Array.from({ length: models }, (_, model) => settingsOf(model, own.settings?.(model))),
        corrections: table,
        gradients,
        parameters: drawn(draw),
        firstMoment: drawn(first ? () => 0 : draw),
        secondMoment: drawn(first ? () => 0 : () => Math.abs(draw())),
        health: healthOf(models, frozen),
        updateReports: Uint32Array.from({ length: 2 * models }, (_, i) => (i % 2 === 0 ? 0 : 0xdead_beef)),
      },
    };
  },
  reference,
});
