import { Stream } from '../../src/random/stream';
import type { Dataset, Rows } from '../../src/data/types';
import { gridCovering } from '../../src/metrics/density';
import type { ModelResult, PredictionPoints, RunResult, ThetaStatistics } from '../../src/metrics/types';
import type { Axis, DataSpec, Model, NetworkSpec, Setting, Spec, SweepSpec } from '../../src/spec/types';

/** Synthetic runs with plausible numbers: no network is trained. */

/** How a setting of the synthetic article looks: final log10 losses, share of parameters near 0, width of the rest. */
interface Look {
  train: number;
  validation: number;
  nearZero: number;
  width: number;
  /** Blend from the curve (1) to the mean (0), and the constant that is predicted at 0. */
  fit: number;
  constant: number;
  spread: number;
}

const L2: [number, Look][] = [
  [1e-5, look(-3.1, 0.089, 0.19)],
  [5e-5, look(-3.1, 0.28, 0.18)],
  [1e-4, look(-3.11, 0.41, 0.18)],
  [5e-4, look(-2.78, 0.57, 0.15)],
  [1e-3, look(-2.42, 0.63, 0.13, 0.97)],
  [1e-2, look(-1.51, 0.93, 0.08, 0.4)],
  [1e-1, look(-1.28, 1, 0.01, 0, 0.604)],
  [1, look(-1.02, 1, 0.01, 0, 0.423)],
];
const DROPOUT_LOSSES = [-3.04, -2.31, -2.09, -1.84, -1.65, -1.54, -1.46, -1.4, -1.32, -1.287];
const DROPOUT: [number, Look][] = DROPOUT_LOSSES.map((train, k) => [
  k / 9,
  {
    ...look(train, 0.007, [0.19, 0.21, 0.205, 0.2, 0.2, 0.19, 0.18, 0.17, 0.16, 0.125][k]!, 1 - k / 9),
    spread: k / 90,
  },
]);

function look(train: number, nearZero: number, width: number, fit = 1, constant = 0.634): Look {
  return { train, validation: train + 0.05, nearZero, width, fit, constant, spread: 0 };
}

export const NETWORK: NetworkSpec = {
  widths: [1, 64, 64, 64, 64, 1],
  activations: ['identity', 'leaky-relu', 'leaky-relu', 'leaky-relu'].map((kind) => ({
    kind: kind === 'identity' ? 'identity' : 'leaky-relu',
    slope: kind === 'identity' ? 0 : 0.03,
  })),
  outputActivation: { kind: 'identity', slope: 0 },
  inputActivation: false,
  dropoutPosition: 'before',
  init: { kind: 'pytorch' },
};

const ARTICLE_DATA: DataSpec = {
  kind: 'article',
  points: 2000,
  noise: 0.1,
  a: 0.952901,
  b: 1.453983,
  c: -0.0953329,
  seed: null,
  split: { kind: 'fraction', fraction: 0.3, seed: null },
};

function specOf(data: DataSpec, network: NetworkSpec, sweeps: SweepSpec[], seeds: number, epochs: number): Spec {
  return {
    version: 1,
    name: 'article',
    description: 'The article as coded: an L2 sweep and a dropout sweep of one network on one curve.',
    data,
    network,
    training: {
      epochs,
      batchSize: 64,
      shuffle: true,
      learningRate: 1e-3,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    },
    regularization: { l2Penalty: 0, weightDecay: 0, decayBiases: true, dropout: network.widths.slice(2).map(() => 0) },
    evaluation: { dropout: 'on', passes: 32 },
    changes: [],
    sweeps,
    seeds: { first: 0, count: seeds, mode: 'paired' },
  };
}

/** The article's three sweeps, D = 1. */
export function articleRun(seeds = 2, epochs = 20): RunResult {
  const sweeps: SweepSpec[] = [
    { name: 'baseline', set: { 'training.epochs': 2 * epochs }, axes: [] },
    { name: 'l2', set: {}, axes: [{ path: 'regularization.l2Penalty', values: L2.map(([value]) => value) }] },
    { name: 'dropout', set: {}, axes: [{ path: 'regularization.dropout', values: DROPOUT.map(([value]) => value) }] },
  ];
  const spec = specOf(ARTICLE_DATA, NETWORK, sweeps, seeds, epochs);
  const datasets = Array.from({ length: seeds }, (_, seed) => curveDataset(seed));
  const points = gridPoints(0, 4 * Math.PI, 120);
  const looks: [string, Record<string, number>, Look][] = [
    ['baseline', {}, look(-3.04, 0.007, 0.19)],
    ...L2.map(([value, l]): [string, Record<string, number>, Look] => ['l2', { 'regularization.l2Penalty': value }, l]),
    ...DROPOUT.map(([p, l]): [string, Record<string, number>, Look] => ['dropout', { 'regularization.dropout': p }, l]),
  ];
  const models = looks.flatMap(([sweep, values, appearance]) =>
    datasets.map((dataset, seed) => {
      const model: Model = { index: 0, sweep, setting: settingOf(spec, sweep, values), values, seed, key: seed };
      return modelResult(model, dataset, seed, points, appearance);
    }),
  );
  return runOf(spec, datasets, points, models);
}

/** A two-axis sweep on a table with D = 3 features and K = 2 targets, whose names need escaping. */
export function tableRun(): RunResult {
  const data: DataSpec = {
    kind: 'csv',
    path: 'houses.csv',
    features: ['=area', 'rooms, all', '<script>alert(1)</script>'],
    targets: ['price', 'rent'],
    header: true,
    missing: 'error',
    featureScaling: 'standardise',
    targetScaling: 'min-max',
    split: { kind: 'fraction', fraction: 0.3, seed: 1 },
  };
  const network: NetworkSpec = {
    ...NETWORK,
    widths: [3, 16, 16, 2],
    activations: [
      { kind: 'tanh', slope: 0 },
      { kind: 'tanh', slope: 0 },
    ],
    inputActivation: true,
  };
  const axes: Axis[] = [
    { path: 'training.learningRate', values: [1e-3, 1e-2] },
    { path: 'regularization.weightDecay', values: [0, 0.1, 1] },
  ];
  const spec = { ...specOf(data, network, [{ name: 'rate & decay', set: {}, axes }], 2, 12), name: '<b>houses</b>' };
  const dataset = tableDataset(data.features, data.targets);
  const points: PredictionPoints = { kind: 'validation', count: dataset.validation.count, x: dataset.validation.x };
  const models = axes[0]!.values.flatMap((rate) =>
    axes[1]!.values.flatMap((decay) =>
      [0, 1].map((seed) => {
        const values = { 'training.learningRate': rate, 'regularization.weightDecay': decay };
        const model: Model = {
          index: 0,
          sweep: 'rate & decay',
          setting: settingOf(spec, '', values),
          values,
          seed,
          key: seed,
        };
        return modelResult(model, dataset, 0, points, look(-2.5 + decay - 20 * rate, 0.1 * decay, 0.3, 1 - decay / 2));
      }),
    ),
  );
  return runOf(spec, [dataset], points, models);
}

/** The article's run, stopped halfway and so without Monte-Carlo means of dropout, with one diverged model. */
export function partialRun(): RunResult {
  const run = articleRun(1, 20);
  for (const result of run.models) {
    result.trainLoss.fill(NaN, 10);
    result.validationLoss.fill(NaN, 10);
    if (result.model.setting.regularization.dropout.every((p) => p === 0)) continue;
    result.validation.mean = NaN;
    result.predictions.mean.fill(NaN);
    result.predictions.deviation.fill(NaN);
  }
  const diverged = run.models[3]!;
  diverged.divergedAt = 77;
  diverged.trainLoss.fill(NaN, 3);
  diverged.validationLoss.fill(NaN, 3);
  diverged.stepLoss.fill(NaN, 76);
  diverged.validation = { on: NaN, off: NaN, mean: NaN };
  diverged.weights[5] = NaN;
  return { ...run, complete: false };
}

function settingOf(spec: Spec, sweep: string, values: Record<string, number>): Setting {
  const setting: Setting = structuredClone({
    data: spec.data,
    network: spec.network,
    training: spec.training,
    regularization: spec.regularization,
    evaluation: spec.evaluation,
    changes: spec.changes,
  });
  const bare = setting.network.inputActivation ? 0 : 1;
  if (sweep === 'baseline') setting.training.epochs *= 2;
  setting.regularization.l2Penalty = values['regularization.l2Penalty'] ?? 0;
  setting.regularization.weightDecay = values['regularization.weightDecay'] ?? 0;
  setting.training.learningRate = values['training.learningRate'] ?? setting.training.learningRate;
  setting.regularization.dropout.fill(values['regularization.dropout'] ?? 0, bare);
  return setting;
}

function runOf(spec: Spec, datasets: Dataset[], points: PredictionPoints, models: ModelResult[]): RunResult {
  models.forEach((result, index) => (result.model.index = index));
  return {
    spec,
    adapter: {
      vendor: 'mesa',
      architecture: '',
      device: 'llvmpipe',
      description: 'llvmpipe (LLVM 19)',
      software: true,
    },
    kernels: ['layered'],
    datasets,
    predictionPoints: datasets.map(() => points),
    densityGrid: gridCovering(models.map(({ initialWeights }) => initialWeights)),
    models,
    complete: true,
    timings: { setupSeconds: 1.5, trainingSeconds: 200, modelSteps: 99000 },
  };
}

const curve = (x: number): number =>
  0.67607 + (0.12741 * Math.sin(0.952901 * x) * (1 - Math.cos(1.453983 * x))) / Math.exp(-0.0953329 * x);

function curveDataset(seed: number): Dataset {
  const draw = new Stream(seed, 'noise');
  const rows = (count: number): Rows => {
    const x = Float32Array.from({ length: count }, () => 4 * Math.PI * draw.uniform());
    return { count, x, y: x.map((value) => curve(value) + 0.01274 * draw.normal()) };
  };
  return {
    features: [{ name: 'x', scaling: 'none', offset: 0, factor: 1 }],
    targets: [{ name: 'y', scaling: 'min-max', offset: -5.3, factor: 7.85 }],
    train: rows(1400),
    validation: rows(600),
    truth: curve,
    description: 'y = sin(0.953·x)(1 − cos(1.454·x))/exp(−0.0953·x) plus noise N(0, 0.1), min-max scaled',
  };
}

function tableDataset(features: string[], targets: string[]): Dataset {
  const draw = new Stream(7, 'noise');
  const rows = (count: number): Rows => {
    const x = Float32Array.from({ length: 3 * count }, () => draw.normal());
    const y = Float32Array.from({ length: 2 * count }, (_, i) => {
      const row = Math.floor(i / 2);
      return 0.5 + 0.1 * x[3 * row]! + (i % 2 === 0 ? 0.05 : -0.05) * x[3 * row + 1]! + 0.02 * draw.normal();
    });
    return { count, x, y };
  };
  return {
    features: features.map((name) => ({ name, scaling: 'standardise', offset: 10, factor: 2 })),
    targets: targets.map((name) => ({ name, scaling: 'min-max', offset: 100, factor: 1000 })),
    train: rows(200),
    validation: rows(80),
    truth: null,
    description: 'houses.csv, 280 rows',
  };
}

function gridPoints(from: number, to: number, count: number): PredictionPoints {
  const x = Float32Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  return { kind: 'grid', count, x };
}

function modelResult(
  model: Model,
  dataset: Dataset,
  datasetIndex: number,
  points: PredictionPoints,
  appearance: Look,
): ModelResult {
  const { epochs } = model.setting.training;
  const draw = new Stream(1000 * model.seed + Math.round(1e4 * (appearance.train + 10)), 'noise');
  const descent = (final: number): Float64Array =>
    Float64Array.from({ length: epochs }, (_, epoch) => {
      const level = final + (-1.2 - final) * Math.exp((-6 * epoch) / epochs);
      return 10 ** (level + 0.06 * draw.normal());
    });
  const initialWeights = initialise(model.setting.network.widths, model.key);
  const weights = trainedWeights(initialWeights, model, appearance, draw);
  const [trainLoss, validationLoss] = [descent(appearance.train), descent(appearance.validation)];
  const final = validationLoss.at(-1)!;
  return {
    model,
    dataset: datasetIndex,
    steps: 22 * epochs,
    stoppedAt: null,
    divergedAt: null,
    trainLoss,
    validationLoss,
    stepLoss: Float32Array.from({ length: 22 * epochs }, (_, step) => trainLoss[Math.floor(step / 22)]!),
    validation: { on: final, off: 0.9 * final, mean: 0.8 * final },
    weights,
    initialWeights,
    statistics: { total: statistics(weights), layers: [statistics(weights)] },
    predictions: predict(dataset, points, appearance, draw),
  };
}

/** U(±1/√fan-in), as PyTorch does: (P,). */
export function initialise(widths: number[], key: number): Float32Array {
  const draw = new Stream(key, 'initialisation');
  return Float32Array.from(
    widths.slice(1).flatMap((fanOut, layer) => {
      const fanIn = widths[layer]!;
      return Array.from({ length: (fanIn + 1) * fanOut }, () => (2 * draw.uniform() - 1) / Math.sqrt(fanIn));
    }),
  );
}

function trainedWeights(initial: Float32Array, model: Model, { nearZero, width }: Look, draw: Stream): Float32Array {
  if (model.values['regularization.dropout'] === 1) return initial.map((w, i) => (i === initial.length - 1 ? 0.63 : w));
  return initial.map((value) => {
    if (draw.uniform() < nearZero) return 3e-4 * draw.normal();
    return (width / 2.5) * draw.normal() + 0.2 * width * Math.sign(value);
  });
}

function statistics(theta: Float32Array): ThetaStatistics {
  const finite = theta.filter(Number.isFinite);
  const share = (test: (value: number) => boolean): number => finite.filter(test).length / theta.length;
  return {
    count: theta.length,
    mean: finite.reduce((sum, value) => sum + value, 0) / theta.length,
    rms: Math.sqrt(finite.reduce((sum, value) => sum + value ** 2, 0) / theta.length),
    min: finite.reduce((a, b) => Math.min(a, b)),
    max: finite.reduce((a, b) => Math.max(a, b)),
    nearZero: share((value) => Math.abs(value) < 1e-3),
    exactZero: share((value) => value === 0),
  };
}

function predict(
  dataset: Dataset,
  points: PredictionPoints,
  { fit, constant, spread }: Look,
  draw: Stream,
): ModelResult['predictions'] {
  const targets = dataset.targets.length;
  const at = (g: number): number => (dataset.truth ? curve(points.x[g]!) : dataset.validation.y[g * targets]!);
  const off = Float32Array.from({ length: points.count * targets }, (_, i) => {
    const g = Math.floor(i / targets);
    return fit * at(g) + (1 - fit) * constant + 0.01 * draw.normal();
  });
  const deviation = off.map((_, i) => spread * (points.x[i]! > 10 && points.x[i]! < 12.3 ? 2 : 1));
  return { off, mean: off.slice(), deviation, sample: off.map((value, i) => value + deviation[i]! * draw.normal()) };
}
