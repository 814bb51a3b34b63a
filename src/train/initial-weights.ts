import type { FileReader } from '../data/types';
import type { Model } from '../spec/types';
import { readSafetensors, type Tensor } from '../tensors/safetensors';
import { fromStateDict, prefixFor } from '../tensors/state-dict';
import { initialise } from './initialise';

/**
 * A function that makes the (P,) initial weights of a model, in PyTorch's order. A file of weights holds one network
 * for all models, or one group per model, as a run writes it; it is read, and checked against every model, beforehand.
 * Throws ThetascapeError when a file does not hold the network.
 */
export async function initialWeightsOf(
  models: readonly Model[],
  files: FileReader,
): Promise<(model: Model) => Float32Array> {
  const loaded = new Map<string, Map<string, Tensor>>();
  const drawn = new Map<string, Float32Array>();
  const read = ({ setting, key, index }: Model): Float32Array => {
    const { init } = setting.network;
    if (init.kind !== 'safetensors') {
      // paired seeds start every setting alike, and drawing takes milliseconds and 50 kB a model
      const identity = `${key} ${JSON.stringify(setting.network)}`;
      const weights = drawn.get(identity) ?? initialise(setting.network, key);
      drawn.set(identity, weights);
      return weights;
    }
    const tensors = loaded.get(init.path)!;
    return fromStateDict(setting.network, tensors, init.path, prefixFor(tensors, index));
  };
  for (const model of models) {
    const { init } = model.setting.network;
    if (init.kind !== 'safetensors') continue;
    if (!loaded.has(init.path)) loaded.set(init.path, readSafetensors(await files.readBytes(init.path), init.path));
    read(model);
  }
  return read;
}
