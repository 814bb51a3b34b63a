/**
 * Parameters by the names that PyTorch's `state_dict` gives them.
 *
 * The network is an `nn.Sequential` in which each hidden layer is three modules (Linear, Dropout and activation, in
 * either order of the last two), a bare input layer one (Linear), and the last layer starts with its Linear. So the
 * article's network has `0.weight` (64, 1), `0.bias`, `1.weight`, `4.weight`, `7.weight`, `10.weight` (1, 64), …
 */
import { ThetascapeError } from '../errors';
import type { NetworkSpec } from '../spec/types';
import { suggest } from '../suggest';
import { linearLayers, parameterCount } from './layers';
import type { Tensor } from './safetensors';

/** What the names of one model's tensors start with in a file that holds many models. */
export const modelPrefix = (index: number): string => `model${index}/`;

/** The prefix to read model `index` with: its group's, or none in a file without groups, which serves every model. */
export function prefixFor(tensors: ReadonlyMap<string, Tensor>, index: number): string {
  return [...tensors.keys()].some((name) => name.includes('/')) ? modelPrefix(index) : '';
}

/**
 * Names the parameters of one model.
 *
 * @param weights (P,) weight then bias, layer by layer; the tensors are views of it
 */
export function stateDict(network: NetworkSpec, weights: Float32Array, prefix = ''): Map<string, Tensor> {
  const slots = parameterSlots(network, prefix, moduleIndices(network));
  return new Map(slots.map(({ name, shape, begin, end }) => [name, { shape, data: weights.subarray(begin, end) }]));
}

/**
 * The parameters (P,) of one model, from tensors named as in {@link stateDict}.
 *
 * Only the order of the module numbers counts, so an `nn.Sequential` with other modules between its Linear layers is
 * read just as well.
 *
 * @param where the file's name, for errors
 * @param prefix which group to read; names outside it are ignored
 * @throws ThetascapeError when a tensor is missing, unexpected, of another shape, or not finite
 */
export function fromStateDict(
  network: NetworkSpec,
  tensors: ReadonlyMap<string, Tensor>,
  where: string,
  prefix = '',
): Float32Array {
  const expected = parameterSlots(network, prefix, moduleIndices(network)).map(({ name }) => name);
  const fail = (problem: string): never => {
    throw new ThetascapeError(
      `The initial weights in ${where} do not fit the network ${network.widths.join('-')}: ${problem}`,
    );
  };
  const modules = findModules(tensors, prefix, expected, fail);
  if (modules.length !== network.widths.length - 1) {
    fail(
      `it has ${network.widths.length - 1} linear layers, the file ${modules.length}; needed are ${expected.join(', ')}.`,
    );
  }
  const weights = new Float32Array(parameterCount(network.widths));
  for (const { name, shape, begin } of parameterSlots(network, prefix, modules)) {
    const tensor = tensors.get(name) ?? fail(`tensor "${name}" of shape ${tuple(shape)} is missing.`);
    if (tuple(tensor.shape) !== tuple(shape)) {
      fail(`tensor "${name}" has shape ${tuple(tensor.shape)}, needed is ${tuple(shape)}.`);
    }
    const bad = tensor.data.findIndex((value) => !Number.isFinite(value));
    if (bad !== -1)
      fail(`value ${bad} of tensor "${name}" is ${tensor.data[bad]}; only finite numbers can be trained.`);
    weights.set(tensor.data, begin);
  }
  return weights;
}

interface Slot {
  name: string;
  shape: number[];
  /** Range of P. */
  begin: number;
  end: number;
}

/** Name, shape and place of each parameter tensor, for Linear layers at the given positions of the nn.Sequential. */
function parameterSlots(network: NetworkSpec, prefix: string, modules: readonly number[]): Slot[] {
  return linearLayers(network.widths).flatMap(({ fanIn, fanOut, weight, bias }, layer) => {
    const module = `${prefix}${modules[layer]}`;
    return [
      { name: `${module}.weight`, shape: [fanOut, fanIn], begin: weight, end: bias },
      { name: `${module}.bias`, shape: [fanOut], begin: bias, end: bias + fanOut },
    ];
  });
}

function moduleIndices({ widths, inputActivation }: NetworkSpec): number[] {
  return widths.slice(1).map((_, layer) => (inputActivation || layer === 0 ? 3 * layer : 3 * layer - 2));
}

/** Positions of the Linear layers that a file's names speak of, in order. */
function findModules(
  tensors: ReadonlyMap<string, Tensor>,
  prefix: string,
  expected: string[],
  fail: (problem: string) => never,
): number[] {
  const modules = new Set<number>();
  for (const name of tensors.keys()) {
    if (!name.startsWith(prefix)) continue;
    const module = /^(0|[1-9]\d{0,8})\.(?:weight|bias)$/.exec(name.slice(prefix.length))?.[1];
    if (module === undefined) fail(`it has no parameter ${JSON.stringify(name)}.${suggest(name, expected)}`);
    modules.add(Number(module));
  }
  return [...modules].sort((a, b) => a - b);
}

const tuple = (shape: readonly number[]): string => `(${shape.join(', ')})`;
