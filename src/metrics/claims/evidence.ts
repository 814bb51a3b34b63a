import type { Dataset } from '../../data/types';
import type { Setting } from '../../spec/types';
import { LAST_EPOCHS, recorded, type FiniteSummary } from '../summary';
import type { ModelResult, PredictionPoints, Predictions, RunResult, ThetaStatistics } from '../types';

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
  /** Null where the weights are not known: they leave the device at the end of a training. */
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

export function evidenceOf(run: RunResult, { result, density }: FiniteSummary): ModelEvidence {
  return {
    setting: result.model.setting,
    lastLosses: { train: lastOf(result.trainLoss), validation: lastOf(result.validationLoss) },
    theta: result.statistics.total,
    entropy: density.entropy,
    dataset: run.datasets[result.dataset]!,
    points: run.predictionPoints[result.dataset]!,
    predictions: result.predictions,
    moved: movedParameters(result),
  };
}

function lastOf(losses: Float64Array): Float64Array {
  return recorded(losses).slice(-LAST_EPOCHS);
}

/** The output's biases are the last K parameters. */
export function movedParameters({
  model,
  weights,
  initialWeights,
}: Pick<ModelResult, 'model' | 'weights' | 'initialWeights'>): MovedParameters {
  const movedFrom = (first: number) =>
    weights.subarray(first).filter((value, i) => !Object.is(value, initialWeights[first + i])).length;
  const outputs = model.setting.network.widths.at(-1)!;
  return { all: movedFrom(0), outputBiases: movedFrom(weights.length - outputs), outOf: weights.length };
}
