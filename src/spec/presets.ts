import { ThetascapeError } from '../errors';
import { suggest } from '../suggest';
import type { SpecInput } from './schema';

export interface Preset {
  title: string;
  description: string;
  input: SpecInput;
}

/** The λ of the article's L2 sweep. */
const LAMBDAS = [1e-5, 5e-5, 1e-4, 5e-4, 1e-3, 1e-2, 1e-1, 1];

/** The article "A Visual Intuition for Regularization in Deep Learning" as its notebook is coded. */
const NOTEBOOK = {
  data: 'article',
  network: {
    hidden: [64, 64, 64, 64],
    activation: 'leaky-relu',
    slope: 0.03,
    inputActivation: false,
    dropoutPosition: 'before',
  },
  training: { epochs: 50, batchSize: 64, learningRate: 1e-3 },
  evaluation: { dropout: 'on' },
} as const satisfies SpecInput;

const article = preset('article', 'The article, as coded', {
  ...NOTEBOOK,
  description:
    "Both sweeps and the baseline of the article, with its notebook's settings: five linear layers, a bare input " +
    'layer, coupled L2 on weights and biases, and dropout that stays on in evaluation.',
  sweeps: [
    { name: 'baseline', set: { 'training.epochs': 100 } },
    { name: 'l2', axes: [{ path: 'regularization.l2Penalty', values: LAMBDAS }] },
    { name: 'dropout', axes: [{ path: 'regularization.dropout', from: 0, to: 1, count: 10 }] },
  ],
});

const l2Fine = preset('l2-fine', '64 λ × 8 seeds', {
  ...NOTEBOOK,
  description: "The article's L2 sweep with 64 values of λ in place of 8, and 8 seeds for each.",
  axes: [{ path: 'regularization.l2Penalty', from: 1e-5, to: 1, count: 64, scale: 'log' }],
  seeds: 8,
});

const coupling = preset('coupling', 'Coupled or decoupled', {
  ...NOTEBOOK,
  description: "The same λ as a penalty in the gradient (Adam's weight_decay) and as decay beside it (AdamW).",
  sweeps: [
    { name: 'coupled', axes: [{ path: 'regularization.l2Penalty', values: LAMBDAS }] },
    { name: 'decoupled', axes: [{ path: 'regularization.weightDecay', values: LAMBDAS }] },
  ],
  seeds: 4,
});

const l2ByDropout = preset('l2-by-dropout', 'λ by p', {
  ...NOTEBOOK,
  description: "All pairs of the article's λ and its probabilities p to drop, with dropout off in evaluation.",
  evaluation: { dropout: 'off' },
  axes: [
    { path: 'regularization.l2Penalty', values: LAMBDAS },
    { path: 'regularization.dropout', from: 0, to: 1, count: 10 },
  ],
});

const randomCurve = preset('random-curve', 'Eight random curves', {
  ...NOTEBOOK,
  description: "The article's network and λ on eight curves of its generator: each seed is a curve of its own.",
  data: 'random-curve',
  axes: [{ path: 'regularization.l2Penalty', values: LAMBDAS }],
  seeds: 8,
});

const articleAsWritten = preset('article-as-written', 'The article, as its text says', {
  description:
    'Four linear layers, an activation after every hidden layer, a ReLU on the output, dropout off in evaluation. ' +
    'The cost of the text is MSE + λ‖Θ‖², whose gradient adds 2λθ, so the axis l2Penalty holds 2λ.',
  data: 'article',
  network: { hidden: [64, 64, 64], activation: 'leaky-relu', slope: 0.01, outputActivation: 'relu' },
  training: { epochs: 100, batchSize: 64, learningRate: 1e-3 },
  evaluation: { dropout: 'off' },
  sweeps: [
    { name: 'baseline' },
    { name: 'l2', axes: [{ path: 'regularization.l2Penalty', values: LAMBDAS.map((lambda) => 2 * lambda) }] },
    { name: 'dropout', axes: [{ path: 'regularization.dropout', from: 0.1, to: 0.6, count: 6 }] },
  ],
});

const articleJulia = preset('article-julia', "The article's Julia notebook", {
  description:
    'A deep linear network (no activations) on 1,000 noisy points of sin(a·x), trained on all rows at once: ' +
    'its fit is a straight line.',
  data: {
    kind: 'formula',
    expression: 'sin(0.952901 * x)',
    from: 0,
    to: 4 * Math.PI,
    points: 1000,
    noise: 0.1,
    targetScaling: 'min-max',
  },
  network: { hidden: [30, 30, 30, 30], activation: 'identity', init: 'glorot-normal' },
  training: { epochs: 50, batchSize: 700, learningRate: 1e-3 },
});

const co2 = preset('co2', 'CO2 at Mauna Loa', {
  description:
    'L2 by dropout on the monthly CO2 record since 1958: from the bend of the trend (no regularization) to a straight line and a constant.',
  data: 'co2',
  network: { hidden: [32, 32], activation: 'tanh' },
  training: { epochs: 150, batchSize: 32, learningRate: 3e-3 },
  axes: [
    { path: 'regularization.l2Penalty', values: [0, 1e-3, 1e-2, 1e-1, 1] },
    { path: 'regularization.dropout', values: [0, 0.1, 0.3, 0.5] },
  ],
});

const halving = preset('halving', 'A search that drops its losers', {
  description:
    'Successive halving: 64 pairs of learning rate and λ, of which the best quarter goes on after 5 epochs, and of ' +
    'these the best quarter after 15.',
  data: { kind: 'article', points: 1000 },
  network: { hidden: [32, 32], activation: 'tanh' },
  training: { epochs: 60, batchSize: 64 },
  axes: [
    { path: 'training.learningRate', from: 1e-4, to: 0.1, count: 8, scale: 'log' },
    { path: 'regularization.l2Penalty', from: 1e-6, to: 1, count: 8, scale: 'log' },
  ],
  halving: { rungs: [5, 15], keep: 0.25 },
});

/** The sweeps that ship, by name. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  article,
  'article-as-written': articleAsWritten,
  'article-julia': articleJulia,
  'l2-fine': l2Fine,
  coupling,
  'l2-by-dropout': l2ByDropout,
  'random-curve': randomCurve,
  co2,
  halving,
};

/**
 * A preset by its name.
 *
 * @throws ThetascapeError when there is none of that name
 */
export function findPreset(name: string): Preset {
  const found = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (found) return found;
  const names = Object.keys(PRESETS);
  throw new ThetascapeError(
    `There is no preset "${name}".${suggest(name, names) || ` There are ${names.join(', ')}.`}`,
  );
}

function preset(name: string, title: string, input: SpecInput & { description: string }): Preset {
  return { title, description: input.description, input: { name, ...input } };
}
