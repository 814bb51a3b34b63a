import type { FileReader } from '../data/types';
import type { ModelList } from '../spec';
import type { Model, NetworkSpec } from '../spec/types';
import { readSafetensors, type Tensor } from '../tensors/safetensors';
import { fromStateDict, prefixFor } from '../tensors/state-dict';
import { initialise } from './initialise';

/** Bytes of weights that are kept because other models may start from them, too. */
const KEPT_BYTES = 2 ** 26;

/**
 * A function that makes the (P,) initial weights of a model, in PyTorch's order. A file of weights holds one network
 * for all models, or one group per model, as a run writes it; it is read, and checked against every model, beforehand.
 * Throws ThetascapeError when a file does not hold the network.
 */
export async function initialWeightsOf(models: ModelList, files: FileReader): Promise<(model: Model) => Float32Array> {
  const loaded = new Map<string, Map<string, Tensor>>();
  // paired seeds start every setting alike, and drawing takes milliseconds and 50 kB a model
  const drawn = new Map<string, Float32Array>();
  let bytes = 0;
  const draw = (network: NetworkSpec, key: number): Float32Array => {
    const identity = `${key} ${startOf(network)}`;
    const known = drawn.get(identity);
    if (known) return known;
    const weights = initialise(network, key);
    bytes += weights.byteLength;
    if (bytes > KEPT_BYTES) {
      drawn.clear();
      bytes = weights.byteLength;
    }
    drawn.set(identity, weights);
    return weights;
  };
  const read = ({ setting, key, index }: Model): Float32Array => {
    const { init } = setting.network;
    if (init.kind !== 'safetensors') return draw(setting.network, key);
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

/** One model of each network that starts in a way of its own, whatever its key. */
export function startingPoints(models: ModelList): Model[] {
  const points = new Map<string, Model>();
  for (const model of models) {
    const start = startOf(model.setting.network);
    if (!points.has(start)) points.set(start, model);
  }
  return [...points.values()];
}

/** All of a network that its initial weights depend on. */
const startOf = ({ init, widths }: NetworkSpec): string =>
  `${init.kind} ${init.kind === 'safetensors' ? init.path : ''} ${widths.join(' ')}`;
