import { boxMuller, philox, unitDouble } from '../random/philox';
import { philoxKey } from '../random/streams';
import type { InitKind, NetworkSpec } from '../spec/types';
import { linearLayers, parameterCount } from '../tensors/layers';

interface Distribution {
  kind: 'uniform' | 'normal';
  /** Half-width of the uniform or standard deviation of the normal, both around 0. */
  scale: (fanIn: number, fanOut: number) => number;
  /** Whether biases are drawn as well; else they are 0. */
  biases: boolean;
}

/**
 * PyTorch: the default of nn.Linear. Glorot: Glorot & Bengio, AISTATS 2010. He: He et al., ICCV 2015, eq. 10, with
 * their gain √2 whatever the activation (it is exact for ReLU; for LeakyReLU 0.03 it differs by 0.05 %).
 */
const DISTRIBUTIONS: Record<InitKind, Distribution> = {
  pytorch: { kind: 'uniform', scale: (fanIn) => 1 / Math.sqrt(fanIn), biases: true },
  'glorot-uniform': { kind: 'uniform', scale: (fanIn, fanOut) => Math.sqrt(6 / (fanIn + fanOut)), biases: false },
  'glorot-normal': { kind: 'normal', scale: (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)), biases: false },
  'he-uniform': { kind: 'uniform', scale: (fanIn) => Math.sqrt(6 / fanIn), biases: false },
  'he-normal': { kind: 'normal', scale: (fanIn) => Math.sqrt(2 / fanIn), biases: false },
};

/**
 * Initial parameters (P,) in PyTorch's order: weight then bias, layer by layer.
 *
 * Parameter i comes from Philox block i of the model's stream `initialisation` and from the size of its own layer, so
 * it depends neither on other models nor on later layers. Values are computed in f64 and rounded to f32; those of
 * uniform kinds are the same on every platform, normal ones up to the last bit of the platform's `log` and `cos`.
 *
 * @param key the model's key, an integer below 2^53
 * @throws Error when the spec takes the initial weights from a file instead
 */
export function initialise(network: NetworkSpec, key: number): Float32Array {
  if (network.init.kind === 'safetensors') throw new Error('These initial weights are read from a file, not drawn.');
  const { kind, scale, biases } = DISTRIBUTIONS[network.init.kind];
  const draw = kind === 'uniform' ? uniformAt : normalAt;
  const weights = new Float32Array(parameterCount(network.widths));
  const philoxWords = philoxKey(key, 'initialisation');
  for (const { fanIn, fanOut, weight, bias } of linearLayers(network.widths)) {
    const layerScale = scale(fanIn, fanOut);
    const end = biases ? bias + fanOut : bias;
    for (let i = weight; i < end; i++) weights[i] = layerScale * draw(i, philoxWords);
  }
  return weights;
}

/** (4,) scratch. */
const block = new Uint32Array(4);
const counter = new Uint32Array(4);

function blockAt(index: number, key: [number, number]): void {
  counter[0] = index;
  philox(counter, key, block);
}

/** Uniform in [−1, 1). */
function uniformAt(index: number, key: [number, number]): number {
  blockAt(index, key);
  return 2 * unitDouble(block[0]!, block[1]!) - 1;
}

/** Standard normal. */
function normalAt(index: number, key: [number, number]): number {
  blockAt(index, key);
  return boxMuller(unitDouble(block[0]!, block[1]!), unitDouble(block[2]!, block[3]!));
}
