import type { DensityNumbers, Predictions, ThetaStatistics } from '../metrics/types';
import { totalStatistics } from './statistics';
import type { EpochResult } from './wave';

/** One model after an epoch. Losses are MSE in the network's units. */
export interface ModelSnapshot {
  index: number;
  trainLoss: number;
  validationLoss: number;
  /** The step (from 1) at which the model diverged and was frozen, or null. */
  divergedAt: number | null;
  statistics: { total: ThetaStatistics; layers: ThetaStatistics[] };
  /** (G,) estimate of p(θ) at the points of the run's `densityGrid`, summing to 1, if asked for. */
  density: Float32Array | null;
  /** For a live view: what is read from the density, and predictions at the run's `livePoints`; else null. */
  densityNumbers: DensityNumbers | null;
  predictions: Predictions | null;
}

/** The state of a run after one epoch of one wave. */
export interface Snapshot {
  wave: number;
  /** Epochs that the models of the wave have been trained. */
  epoch: number;
  models: ModelSnapshot[];
  /** Optimizer steps taken so far and in the whole run, summed over the models. */
  modelSteps: number;
  totalModelSteps: number;
  /** Seconds of training so far, evaluation included. */
  seconds: number;
}

/** What a view is told of model `index`. */
export function modelSnapshot(
  index: number,
  { trainLoss, validationLoss, divergedAt, layers, density, densityNumbers, predictions }: EpochResult,
): ModelSnapshot {
  const statistics = { total: totalStatistics(layers), layers };
  return { index, trainLoss, validationLoss, divergedAt, statistics, density, densityNumbers, predictions };
}
