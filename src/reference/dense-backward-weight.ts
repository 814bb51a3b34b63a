import { isFrozen, type Floats, type Health, type Layer, type Step } from './types';

interface Buffers {
  step: Step;
  layer: Layer;
  health: readonly Health[]; // (M)
  activations: Floats; // (M, …) per layer (B, I)
  deltas: Floats; // (M, …) per layer (B, O)
  gradients: Floats; // (M, P)
}

/** dW = dZᵀ X and db = Σ dZ over the batch, with zeros in the padding. */
export function denseBackwardWeight({ step, layer, health, activations, deltas, gradients }: Buffers): void {
  health.forEach((own, model) => {
    if (isFrozen(own)) return;
    const x = 4 * (model * layer.activationStride + layer.input);
    const z = 4 * (model * layer.activationStride + layer.output);
    for (let o = 0; o < 4 * layer.outputStride; o++) {
      const delta = (b: number) => deltas[z + 4 * b * layer.outputStride + o]!;
      gradients[4 * (model * layer.parameterStride + layer.biases) + o] =
        o < layer.fanOut ? sumOver(step.batchRows, delta) : 0;
      if (o >= layer.fanOut) continue;
      const w = 4 * (model * layer.parameterStride + layer.weights + o * layer.inputStride);
      for (let i = 0; i < 4 * layer.inputStride; i++) {
        gradients[w + i] =
          i < layer.fanIn
            ? sumOver(step.batchRows, (b) => delta(b) * activations[x + 4 * b * layer.inputStride + i]!)
            : 0;
      }
    }
  });
}

function sumOver(rows: number, term: (b: number) => number): number {
  let sum = 0;
  for (let b = 0; b < rows; b++) sum += term(b);
  return sum;
}
