import type { StructValues } from '../gpu/structs';
import { layerActivations, layerDropout } from '../plan/layout';
import { philoxKey } from '../random/streams';
import type { Model } from '../spec/types';

/** A model's hyper-parameters as the kernels read them (`ModelSettings` of shaders/shared/types.wesl). */
export function modelSettings(model: Model, dataset: number, corrections: number): StructValues {
  const { network, training, regularization } = model.setting;
  const dropout = layerDropout(regularization.dropout);
  // stream 0 leaves the low byte of the second key word to the shader, which adds the stream of each use
  const [keyLow, keyHigh] = philoxKey(model.key, 'initialisation');
  return {
    keyLow,
    keyHigh,
    dataset,
    decayBiases: regularization.decayBiases ? 1 : 0,
    learningRate: training.learningRate,
    epsilon: training.epsilon,
    beta1: training.beta1,
    oneMinusBeta1: 1 - training.beta1,
    beta2: training.beta2,
    oneMinusBeta2: 1 - training.beta2,
    l2Penalty: regularization.l2Penalty,
    weightDecay: regularization.weightDecay,
    corrections,
    dropThreshold: dropout.map(dropThreshold),
    keepScale: dropout.map(keepScale),
    slope: layerActivations(network).map(({ slope }) => slope),
  };
}

/** A unit is dropped when its 32 random bits are below this. */
export const dropThreshold = (p: number): number => Math.min(0xffff_ffff, Math.round(p * 2 ** 32));

/** Inverted dropout: kept units are scaled by 1/(1 − p), so that their expectation stays; at p = 1 all are 0. */
export const keepScale = (p: number): number => (p < 1 ? 1 / (1 - p) : 0);

/**
 * (S, 2) Adam's bias corrections `1/(1 − β₁ᵗ)` and `1/√(1 − β₂ᵗ)` for the steps t = first + 1 … first + count,
 * computed in f64 (Kingma and Ba 2015, section 3).
 */
export function biasCorrections(beta1: number, beta2: number, first: number, count: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: 2 * count }, (_, i) => {
    const t = first + 1 + Math.floor(i / 2);
    return i % 2 === 0 ? 1 / (1 - beta1 ** t) : 1 / Math.sqrt(1 - beta2 ** t);
  });
}
