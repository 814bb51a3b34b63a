import { permute, shuffleKeys } from '../random/permutation';
import type { Floats, Layer, ModelSettings, Step } from './types';

interface Buffers {
  step: Step;
  layer: Layer;
  dataShape: { rows: number; featureStride: number; targetStride: number };
  settings: readonly ModelSettings[]; // (M)
  samples: Floats; // (Q, R, D + K)
  activations: Floats; // (M, …) receives layer 0 (B, D)
  batchTargets: Floats; // (M, B, K)
}

/** Gathers one batch of every model. */
export function gatherBatch(buffers: Buffers): void {
  const { step, layer, dataShape, settings, samples, activations, batchTargets } = buffers;
  const { rows, featureStride, targetStride } = dataShape;
  const batchLength = batchTargets.length / settings.length;
  settings.forEach(({ keyLow, keyHigh, dataset }, model) => {
    const keys = shuffleKeys([keyLow, keyHigh + step.shuffleStream], step.epoch);
    for (let b = 0; b < step.batchRows; b++) {
      const inOrder = step.batchStart + b;
      const row = step.shuffle === 1 ? permute(inOrder, step.splitRows, keys) : inOrder;
      const source = 4 * (dataset * rows + step.splitStart + row) * (featureStride + targetStride);
      const x = 4 * (model * layer.activationStride + layer.input + b * featureStride);
      for (let d = 0; d < 4 * featureStride; d++) activations[x + d] = samples[source + d]!;
      const y = model * batchLength + 4 * b * targetStride;
      for (let k = 0; k < 4 * targetStride; k++) batchTargets[y + k] = samples[source + 4 * featureStride + k]!;
    }
  });
}
