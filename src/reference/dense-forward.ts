import type { ActivationKind } from '../spec/types';
import { activations as formulas } from './activation';
import { dropoutMask } from './dropout-mask';
import { withoutTiny } from './tiny';
import { isFrozen, type Floats, type Health, type Layer, type ModelSettings, type Step } from './types';

interface Buffers {
  step: Step;
  layer: Layer;
  settings: readonly ModelSettings[]; // (M)
  health: readonly Health[]; // (M)
  parameters: Floats; // (M, P)
  activations: Floats; // (M, …) per layer (B, I)
  deltas: Floats; // as activations
}

export interface ForwardVariant {
  activation: ActivationKind;
  dropoutAfter: boolean;
}

/** z = x Wᵀ + b, dropout and activation; leaves d(output)/dz in `deltas`. */
export function denseForward(buffers: Buffers, { activation, dropoutAfter }: ForwardVariant): void {
  const { step, layer, settings, health, parameters, activations, deltas } = buffers;
  const { value, derivative } = formulas[activation];
  settings.forEach((own, model) => {
    if (isFrozen(health[model]!)) return;
    const slope = own.slope[layer.index]!;
    for (let b = 0; b < step.batchRows; b++) {
      for (let o = 0; o < 4 * layer.outputStride; o++) {
        const at = 4 * (model * layer.activationStride + layer.output + b * layer.outputStride) + o;
        if (o >= layer.fanOut) {
          activations[at] = 0;
          deltas[at] = 0;
          continue;
        }
        const mask = dropoutMask(own, step, layer, step.batchStart + b, o);
        const linear = linearUnit(layer, parameters, activations, model, b, o);
        const z = dropoutAfter ? linear : linear * mask;
        activations[at] = withoutTiny(value(z, slope) * (dropoutAfter ? mask : 1));
        deltas[at] = derivative(z, slope) * mask;
      }
    }
  });
}

function linearUnit(layer: Layer, parameters: Floats, activations: Floats, model: number, b: number, o: number) {
  const x = 4 * (model * layer.activationStride + layer.input + b * layer.inputStride);
  const w = 4 * (model * layer.parameterStride + layer.weights + o * layer.inputStride);
  let sum = parameters[4 * (model * layer.parameterStride + layer.biases) + o]!;
  for (let i = 0; i < layer.fanIn; i++) sum += activations[x + i]! * withoutTiny(parameters[w + i]!);
  return sum;
}
