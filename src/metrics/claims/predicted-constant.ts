import { mean } from '../statistics';
import type { FamilyMember } from './families';
import type { ModelEvidence } from './evidence';

/** How far a setting's predictions are from the mean of the training targets. Network's units, first target. */
export interface PredictedConstant {
  /** Mean prediction with dropout off, and mean training target. */
  predicted: number;
  target: number;
  /** RMS distance of the predictions from the mean target, in standard deviations of the targets. */
  distance: number;
  /** The closed form 2ȳ/(2 + λ) of the constant that a fully decayed linear output predicts; null where it does not apply. */
  expected: number | null;
}

/** Means over the seeds of one setting. */
export function predictedConstant({ strength, models }: FamilyMember): PredictedConstant {
  const each = models.map(comparePredictions);
  const { network, regularization } = models[0]!.setting;
  const target = mean(each.map((one) => one.target));
  const closedForm = regularization.decayBiases && network.outputActivation.kind === 'identity';
  return {
    predicted: mean(each.map((one) => one.predicted)),
    target,
    distance: mean(each.map((one) => one.distance)),
    expected: closedForm ? (2 * target) / (2 + strength) : null,
  };
}

function comparePredictions({ dataset, predictions }: ModelEvidence): Omit<PredictedConstant, 'expected'> {
  const targets = dataset.targets.length;
  const trained = everyNth(dataset.train.y, targets);
  const predicted = everyNth(predictions.off, targets);
  const target = mean(trained);
  const distance = rootMeanSquare(predicted, target) / rootMeanSquare(trained, target);
  return { predicted: mean(predicted), target, distance };
}

function everyNth(values: Float32Array, n: number): Float32Array {
  return Float32Array.from({ length: values.length / n }, (_, i) => values[i * n]!);
}

function rootMeanSquare(values: Float32Array, centre: number): number {
  return Math.sqrt(mean(Float64Array.from(values, (value) => (value - centre) ** 2)));
}
