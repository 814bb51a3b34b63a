import type { FileReader } from '../data/types';
import type { Model, NetworkSpec } from '../spec/types';
import { readSafetensors } from '../tensors/safetensors';
import { fromStateDict } from '../tensors/state-dict';
import { initialise } from './initialise';

/**
 * A function that makes the (P,) initial weights of a model, in PyTorch's order; files are read once, beforehand.
 * Throws ThetascapeError when a file does not hold the network.
 */
export async function initialWeightsOf(
  models: readonly Model[],
  files: FileReader,
): Promise<(model: Model) => Float32Array> {
  const loaded = new Map<string, Float32Array>();
  for (const { setting } of models) {
    const { init } = setting.network;
    const key = fileKey(setting.network);
    if (init.kind !== 'safetensors' || loaded.has(key)) continue;
    const tensors = readSafetensors(await files.readBytes(init.path), init.path);
    loaded.set(key, fromStateDict(setting.network, tensors, init.path));
  }
  return ({ setting, key }) =>
    setting.network.init.kind === 'safetensors'
      ? loaded.get(fileKey(setting.network))!
      : initialise(setting.network, key);
}

const fileKey = (network: NetworkSpec): string => JSON.stringify([network.init, network.widths, network.activations]);
