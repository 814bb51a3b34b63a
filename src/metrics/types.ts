import type { KernelPath } from '../plan/kernel-path';
import type { DensityGrid } from '../density-grid';
import type { Model, Spec } from '../spec/types';
import type { Dataset } from '../data/types';

/** Statistics of a set of parameters; counts are fractions of them. */
export interface ThetaStatistics {
  count: number;
  mean: number;
  rms: number;
  min: number;
  max: number;
  /** Fraction with |θ| < 0.001. */
  nearZero: number;
  /** Fraction that is exactly 0. */
  exactZero: number;
}

/** What is read from the density of one model's parameters on the GPU. */
export interface DensityNumbers {
  /** Greatest probability of a point of the grid. */
  peak: number;
  /** Entropy in nats. */
  entropy: number;
  /** KL(initial ‖ now) in nats. */
  divergence: number;
  /** Fraction of the parameters within three bandwidths of 0, all of which the estimate shows as one peak. */
  central: number;
  /** Fractions of the parameters below and above the grid, which the estimate does not show. */
  below: number;
  above: number;
}

/** Predictions at the points of a grid (one feature) or at the validation rows, in the network's units. */
export interface Predictions {
  /** One stochastic pass with dropout on, (G, K). */
  sample: Float32Array;
  /** Dropout off, (G, K). */
  off: Float32Array;
  /** Mean of the Monte-Carlo passes, (G, K). */
  mean: Float32Array;
  /** Standard deviation over the passes, (G, K). */
  deviation: Float32Array;
}

/** Where predictions were made: (G, D) in the network's units. */
export interface PredictionPoints {
  kind: 'grid' | 'validation';
  count: number;
  x: Float32Array;
}

/** Everything that is kept of one trained model. Losses are MSE in the network's units. */
export interface ModelResult {
  model: Model;
  /** Index into RunResult.datasets. */
  dataset: number;
  /** Optimizer steps taken. */
  steps: number;
  /** Epochs after which successive halving stopped it, or null. */
  stoppedAt: number | null;
  /** The step (from 1) at which a loss or weight stopped being finite and the model was frozen, or null. */
  divergedAt: number | null;
  /** (E,) mean of the epoch's batch MSEs, measured while training. NaN after divergence. */
  trainLoss: Float64Array;
  /** (E,) MSE over the validation rows after each epoch, by the setting's dropout semantic. */
  validationLoss: Float64Array;
  /** (steps,) batch MSE of every step. */
  stepLoss: Float32Array;
  /** Final validation loss under each dropout semantic. */
  validation: { on: number; off: number; mean: number };
  /** Trained and initial parameters (P,), in PyTorch's order: weight then bias, layer by layer. */
  weights: Float32Array;
  initialWeights: Float32Array;
  statistics: { total: ThetaStatistics; layers: ThetaStatistics[] };
  predictions: Predictions;
}

export interface AdapterDescription {
  vendor: string;
  architecture: string;
  device: string;
  description: string;
  /** True for an adapter that runs on the CPU. */
  software: boolean;
}

/** A whole run, in memory: what the report is written from. */
export interface RunResult {
  spec: Spec;
  adapter: AdapterDescription;
  /** Which kernels trained it: on one adapter, the same ones give the same bits. */
  kernels: KernelPath[];
  datasets: Dataset[];
  /** One per dataset. */
  predictionPoints: PredictionPoints[];
  /** Where p(θ) is estimated. */
  densityGrid: DensityGrid;
  models: ModelResult[];
  /** False when the run was stopped before its last epoch, or before the Monte-Carlo means that follow it. */
  complete: boolean;
  timings: { setupSeconds: number; trainingSeconds: number; modelSteps: number };
}
