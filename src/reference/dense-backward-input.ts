import { withoutTiny } from './tiny';
import { isFrozen, type Floats, type Health, type Layer, type Step } from './types';

interface Buffers {
  step: Step;
  layer: Layer;
  health: readonly Health[]; // (M)
  parameters: Floats; // (M, P)
  deltas: Floats; // (M, …) per layer (B, O)
}

/** dX = dZ W, times the local derivative that the layer below left in the same place. */
export function denseBackwardInput({ step, layer, health, parameters, deltas }: Buffers): void {
  health.forEach((own, model) => {
    if (isFrozen(own)) return;
    for (let b = 0; b < step.batchRows; b++) {
      const z = 4 * (model * layer.activationStride + layer.output + b * layer.outputStride);
      const x = 4 * (model * layer.activationStride + layer.input + b * layer.inputStride);
      for (let i = 0; i < layer.fanIn; i++) {
        const w = 4 * (model * layer.parameterStride + layer.weights) + i;
        let sum = 0;
        for (let o = 0; o < layer.fanOut; o++)
          sum += deltas[z + o]! * withoutTiny(parameters[w + 4 * o * layer.inputStride]!);
        deltas[x + i] = withoutTiny(deltas[x + i]! * sum);
      }
    }
  });
}
