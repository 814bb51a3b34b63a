import { readBack } from '../buffers/read-back';
import { evenly } from '../metrics/statistics';
import { ReferenceTraining } from '../reference/train';
import { readHealth, readLosses } from '../train/loss-records';
import { trainPasses } from '../train/passes';
import type { ResidentWave } from '../train/resident-wave';
import { uploadCorrections } from '../train/upload';

/** Steps that are checked, and models of the wave. */
const STEPS = 8;
const MODELS = 3;

/** Relative deviation of a loss that rounding to f32 explains over so few steps. */
export const TOLERANCE = 1e-4;

/** How far the kernels of a wave are from the CPU reference in f64. */
export interface Check {
  steps: number;
  models: number;
  /** Largest relative deviation of the loss of a step. */
  deviation: number;
  correct: boolean;
}

/** Takes the first steps of a wave that was just opened, and compares their losses with the reference's. */
export async function checkWave({ device, inputs, buffers, queue }: ResidentWave): Promise<Check> {
  const { wave, models } = inputs;
  uploadCorrections(device, buffers, inputs, 0);
  const passes = trainPasses(wave, 0, 0).slice(0, STEPS);
  await queue.submit(passes, models.length);
  const sources = ['losses', 'health', 'updateReports'].map((name) => buffers.get(name));
  const [losses, health, reports] = await readBack(device, sources);
  const slots = wave.stepsPerEpoch + wave.evaluationBatches;
  const checked = evenly([...models.keys()], MODELS);
  const deviations = checked.map((model) => {
    const own = readHealth(health!, reports!, model);
    const actual = readLosses(losses!, slots, model, passes, own);
    return largestDeviation(actual, referenceLosses(inputs, model, passes.length));
  });
  const deviation = Math.max(...deviations);
  return { steps: passes.length, models: checked.length, deviation, correct: deviation <= TOLERANCE };
}

function referenceLosses(
  { models, datasets, datasetOf, initialWeights }: ResidentWave['inputs'],
  model: number,
  steps: number,
) {
  const { dataset } = datasets[datasetOf[model]!]!;
  return new ReferenceTraining(models[model]!, dataset, initialWeights[model]!, 'f64').steps(steps);
}

/** Losses that both are not finite agree. */
function largestDeviation(actual: Float32Array, expected: readonly number[]): number {
  const each = expected.map((value, i) => {
    if (!Number.isFinite(value)) return Number.isFinite(actual[i]!) ? Infinity : 0;
    return Math.abs(actual[i]! / value - 1);
  });
  return Math.max(...each.map((value) => (Number.isNaN(value) ? Infinity : value)));
}
