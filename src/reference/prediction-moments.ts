import type { Floats, Health, Layer, Step } from './types';

interface Buffers {
  step: Step;
  layer: Layer;
  health: readonly Health[]; // (M)
  activations: Floats; // (M, …) the last is ŷ (B, K)
  moments: Floats; // (M, R, K) as pairs of vec4s: means, then Σ (ŷ - mean)²
}

/** Running mean and sum of squared deviations of the predictions (Welford 1962); the mean replaces the prediction. */
export function predictionMoments({ step, layer, health, activations, moments }: Buffers): void {
  const length = moments.length / health.length;
  health.forEach((_, model) => {
    for (let b = 0; b < step.batchRows; b++) {
      for (let k = 0; k < 4 * layer.outputStride; k++) {
        const at = 4 * (model * layer.activationStride + layer.output + b * layer.outputStride) + k;
        const vec4 = (step.batchStart + b) * layer.outputStride + Math.floor(k / 4);
        const meanAt = model * length + 8 * vec4 + (k % 4);
        const [mean, squares] = step.passIndex === 0 ? [0, 0] : [moments[meanAt]!, moments[meanAt + 4]!];
        const deviation = activations[at]! - mean;
        const newMean = mean + deviation / (step.passIndex + 1);
        moments[meanAt] = newMean;
        moments[meanAt + 4] = squares + deviation * (activations[at]! - newMean);
        activations[at] = newMean;
      }
    }
  });
}
