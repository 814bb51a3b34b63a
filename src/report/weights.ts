import { writeSafetensors, type Tensor } from '../tensors/safetensors';
import { modelPrefix, stateDict } from '../tensors/state-dict';
import type { RunResult } from '../metrics/types';

/**
 * The trained parameters of every model in one safetensors file: PyTorch's `state_dict` names of an `nn.Sequential`,
 * one group per model (`model0/0.weight`, `model0/0.bias`, …), numbered as in the models table.
 */
export function weightsFile({ models, spec }: RunResult): Uint8Array {
  const tensors = new Map<string, Tensor>();
  for (const { model, weights } of models) {
    for (const [name, tensor] of stateDict(model.setting.network, weights, modelPrefix(model.index))) {
      tensors.set(name, tensor);
    }
  }
  return writeSafetensors(tensors, { format: 'pt', run: spec.name });
}
