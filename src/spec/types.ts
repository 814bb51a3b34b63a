/**
 * The words of a sweep, resolved: every default present, every number finite, nothing optional.
 *
 * A *setting* is the hyper-parameters of one model; a *model* is one network trained with one setting and one seed;
 * a *sweep* is the list of models that a spec stands for. `schema.ts` turns JSON into a {@link Spec}, `expand.ts`
 * turns a Spec into {@link Model}s.
 */

/** How a column is brought to the network's units; the inverse is kept for plots. */
export type Scaling = 'min-max' | 'standardise' | 'none';

/** A seeded fraction of the rows is held out; a null seed follows the model's. */
export interface FractionSplit {
  kind: 'fraction';
  fraction: number;
  seed: number | null;
}

/** Which rows are held out: a fraction of the rows, or all rows of a second file. */
export type Split = FractionSplit | { kind: 'file'; path: string };

/** `y = sin(a·x)(1 − cos(b·x))/exp(c·x) + noise`, min-max scaled; the article's recovered curve by default. */
export interface ArticleData {
  kind: 'article';
  points: number;
  noise: number;
  a: number;
  b: number;
  c: number;
  /** Seed of the noise; null follows the model's seed. */
  seed: number | null;
  split: FractionSplit;
}

/** The article's generator with A, B ~ N(1, 0.5) and C ~ N(0, 0.1) drawn from the seed. */
export interface RandomCurveData {
  kind: 'random-curve';
  points: number;
  noise: number;
  seed: number | null;
  split: FractionSplit;
}

/** `y = expression(x)` on an even grid, plus noise. */
export interface FormulaData {
  kind: 'formula';
  expression: string;
  from: number;
  to: number;
  points: number;
  noise: number;
  featureScaling: Scaling;
  targetScaling: Scaling;
  seed: number | null;
  split: FractionSplit;
}

/** Any number of feature and target columns of a CSV file. */
export interface CsvData {
  kind: 'csv';
  path: string;
  /** Column names (or `column1`, `column2`, … without a header). */
  features: string[];
  targets: string[];
  header: boolean;
  missing: 'error' | 'drop';
  featureScaling: Scaling;
  targetScaling: Scaling;
  split: Split;
}

/** Monthly CO2 at Mauna Loa, as shipped by the npm package vega-datasets. Feature: the date in years. */
export interface Co2Data {
  kind: 'co2';
  featureScaling: Scaling;
  targetScaling: Scaling;
  split: FractionSplit;
}

export type DataSpec = ArticleData | RandomCurveData | FormulaData | CsvData | Co2Data;

export const ACTIVATIONS = ['identity', 'relu', 'leaky-relu', 'tanh', 'sigmoid', 'silu', 'gelu'] as const;
export type ActivationKind = (typeof ACTIVATIONS)[number];
/** `slope` is the negative slope of leaky-relu; other kinds carry 0. */
export interface Activation {
  kind: ActivationKind;
  slope: number;
}

export type InitKind = 'pytorch' | 'glorot-uniform' | 'glorot-normal' | 'he-uniform' | 'he-normal';
export type Init = { kind: InitKind } | { kind: 'safetensors'; path: string };

export interface NetworkSpec {
  /** Units per layer, features first and targets last: `widths.length − 1` linear layers. */
  widths: number[];
  /** One per hidden layer (`widths.length − 2`), in order; the entry of a bare input layer is identity. */
  activations: Activation[];
  outputActivation: Activation;
  /** False: the first linear layer has neither activation nor dropout (as the article is coded). */
  inputActivation: boolean;
  /** Dropout before or after the activation. */
  dropoutPosition: 'before' | 'after';
  init: Init;
}

export interface TrainingSpec {
  epochs: number;
  batchSize: number;
  shuffle: boolean;
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
}

export interface RegularizationSpec {
  /** Coupled: `l2Penalty · θ` is added to the gradient (PyTorch Adam's `weight_decay`). */
  l2Penalty: number;
  /** Decoupled: θ is multiplied by `1 − learningRate · weightDecay` before the Adam step (AdamW). */
  weightDecay: number;
  /** Whether both decays touch the biases. */
  decayBiases: boolean;
  /** Probability to drop, one per hidden layer; 0 for a bare input layer. */
  dropout: number[];
}

/** Dropout when a model is evaluated: on (one stochastic pass), off, or the mean of `passes` stochastic passes. */
export interface EvaluationSpec {
  dropout: 'on' | 'off' | 'mean';
  passes: number;
}

/** Paths of the numbers that may change while a model trains. */
export const CHANGEABLE = [
  'regularization.l2Penalty',
  'regularization.weightDecay',
  'regularization.dropout',
  'training.learningRate',
] as const;

/** The number at `path` is multiplied or replaced; dropout in all layers that may drop. */
export type Adjustment = { path: (typeof CHANGEABLE)[number] } & ({ multiply: number } | { value: number });

/** In force after so many trained epochs; in the order of the epochs, and as listed within one. */
export type Change = { epoch: number } & Adjustment;

/** One point of the hyper-parameter space: all that defines a training but the seed. */
export interface Setting {
  data: DataSpec;
  network: NetworkSpec;
  training: TrainingSpec;
  regularization: RegularizationSpec;
  evaluation: EvaluationSpec;
  changes: Change[];
}

/** Values of a number, each with every one of the other axes. */
export interface Axis {
  /** Path of a number in the spec, such as `regularization.l2Penalty` or `regularization.dropout`. */
  path: string;
  values: number[];
  /** The axis applies only where the axis of that path, which stands before it, has one of these values. */
  when?: { path: string; values: number[] };
}

/** What is drawn of one number. */
export type Distribution = { path: string } & (
  | { kind: 'uniform' | 'log-uniform'; from: number; to: number }
  | { kind: 'normal'; mean: number; deviation: number }
  | { kind: 'choice'; values: number[] }
);

/** Points drawn from a space of one or several numbers; each is a function of its index and the seed. */
export interface SampleSpec {
  method: 'sobol' | 'random';
  count: number;
  seed: number;
  axes: Distribution[];
}

/** The product of its axes, its zip and its sample around the spec's setting, with `set` applied first. */
export interface SweepSpec {
  name: string;
  set: Record<string, unknown>;
  axes: Axis[];
  /** Axes that go together, value by value: all have as many values. */
  zip?: Axis[];
  sample?: SampleSpec;
}

export interface SeedsSpec {
  first: number;
  count: number;
  /** Paired: a seed means the same data noise, split, initial weights and batch order in every setting. */
  mode: 'paired' | 'independent';
}

/**
 * Successive halving (Jamieson and Talwalkar 2016; without waiting for all models, as in ASHA, Li et al. 2020): after the
 * epochs of each rung, of all models that have come so far only the share `keep` with the least validation losses goes on.
 */
export interface HalvingSpec {
  /** Epochs, ascending. */
  rungs: number[];
  keep: number;
}

export interface Spec extends Setting {
  version: 1;
  name: string;
  description: string;
  /** Absent where every model is trained to its end. */
  halving?: HalvingSpec;
  sweeps: SweepSpec[];
  seeds: SeedsSpec;
}

export interface Model {
  /** Position in the sweep, from 0. */
  index: number;
  /** Name of the sweep of the spec that it belongs to. */
  sweep: string;
  setting: Setting;
  /** Value of each axis of its sweep that applies, by path. */
  values: Record<string, number>;
  /** The seed as the spec counts it. */
  seed: number;
  /** What its random streams are keyed by, an integer below 2^53: `seed` if paired, else mixed with the setting. */
  key: number;
}
