import type { DensityNumbers, Predictions } from '../metrics/types';
import { DENSITY_POINTS } from '../plan/buffer-table';
import type { WavePlan } from '../plan/plan';
import { readLivePredictions } from './predictions';
import { readDensityNumbers } from './statistics';
import type { WaveOptions } from './wave';

/** What only somebody who watches a run asks of one model after an epoch; null where nobody does. */
export interface EpochView {
  /** (G,) estimate of p(θ). */
  density: Float32Array | null;
  densityNumbers: DensityNumbers | null;
  predictions: Predictions | null;
}

/** The buffers that an `EpochView` is read from. */
export function viewBuffers({ density, live }: WaveOptions): string[] {
  return [...(density ? ['logDensities'] : []), ...(live ? ['densityNumbers', 'livePredictions'] : [])];
}

/** Reads one model's from the contents of {@link viewBuffers}, by name. */
export function readView(
  contents: ReadonlyMap<string, ArrayBuffer>,
  wave: WavePlan,
  model: number,
  { live }: WaveOptions,
  frozen: boolean,
): EpochView {
  const densities = contents.get('logDensities');
  const numbers = contents.get('densityNumbers');
  const predictions = contents.get('livePredictions');
  return {
    density: densities ? new Float32Array(densities, 4 * DENSITY_POINTS * model, DENSITY_POINTS).map(Math.exp) : null,
    densityNumbers: numbers ? readDensityNumbers(numbers, wave.layout.parameters, model) : null,
    predictions:
      predictions && live ? readLivePredictions(predictions, wave, model, live.predictionPasses, frozen) : null,
  };
}
