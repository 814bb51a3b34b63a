import type { Dataset } from '../../data/types';
import type { Setting } from '../../spec/types';
import { LAST_EPOCHS, recorded, type FiniteSummary } from '../summary';
import type { PredictionPoints, Predictions, RunResult, ThetaStatistics } from '../types';

/** What the claims ask of one model that did not diverge, in a run that has ended or that still trains. */
export interface ModelEvidence {
  setting: Setting;
  /** MSEs of the last {@link LAST_EPOCHS} epochs. */
  lastLosses: { train: ArrayLike<number>; validation: ArrayLike<number> };
  theta: Pick<ThetaStatistics, 'rms' | 'nearZero' | 'exactZero'>;
  /** Of p(θ), in nats. */
  entropy: number;
  dataset: Dataset;
  points: PredictionPoints;
  predictions: Pick<Predictions, 'off' | 'deviation'>;
  /** Null as long as the weights are on the device only. */
  moved: MovedParameters | null;
}

/** Parameters whose bits differ from the initial ones. */
export interface MovedParameters {
  all: number;
  /** Of the biases of the output layer. */
  outputBiases: number;
  /** Parameters that the model has. */
  outOf: number;
}

export function evidenceOf(run: RunResult, { result, moved, density }: FiniteSummary): ModelEvidence {
  return {
    setting: result.model.setting,
    lastLosses: { train: lastOf(result.trainLoss), validation: lastOf(result.validationLoss) },
    theta: result.statistics.total,
    entropy: density.entropy,
    dataset: run.datasets[result.dataset]!,
    points: run.predictionPoints[result.dataset]!,
    predictions: result.predictions,
    moved: { all: moved, outputBiases: movedOutputBiases(result), outOf: result.weights.length },
  };
}

function lastOf(losses: Float64Array): Float64Array {
  return recorded(losses).slice(-LAST_EPOCHS);
}

/** The output's biases are the last K parameters. */
function movedOutputBiases({ model, weights, initialWeights }: FiniteSummary['result']): number {
  const first = weights.length - model.setting.network.widths.at(-1)!;
  return weights.subarray(first).filter((value, i) => !Object.is(value, initialWeights[first + i])).length;
}
