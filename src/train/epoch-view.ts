import type { Buffers } from '../buffers/allocate';
import type { BufferSlice } from '../buffers/read-back';
import type { DensityNumbers, Predictions } from '../metrics/types';
import { DENSITY_POINTS } from '../plan/buffer-table';
import type { WavePlan } from '../plan/wave-plan';
import { livePredictionsBytes, readLivePredictions } from './predictions';
import { readDensityNumbers } from './statistics';
import type { WaveOptions } from './wave';

/** What only somebody who watches a run asks of one model after an epoch; null where nobody does. */
export interface EpochView {
  /** (G,) estimate of p(θ). */
  density: Float32Array | null;
  densityNumbers: DensityNumbers | null;
  predictions: Predictions | null;
}

/** What an `EpochView` is read from, by the name of the buffer. */
export function viewSources(
  buffers: Buffers,
  wave: WavePlan,
  { density, live }: WaveOptions,
): Map<string, GPUBuffer | BufferSlice> {
  const sources = new Map<string, GPUBuffer | BufferSlice>();
  if (density) sources.set('logDensities', buffers.get('logDensities'));
  if (live) {
    const size = livePredictionsBytes(wave, live.predictionPasses);
    sources.set('densityNumbers', buffers.get('densityNumbers'));
    sources.set('livePredictions', { buffer: buffers.get('livePredictions'), offset: 0, size });
  }
  return sources;
}

/** Reads one model's from the contents of {@link viewSources}, by name. */
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
