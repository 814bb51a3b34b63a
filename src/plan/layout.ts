import { vec4s } from '../kernels/kernel';
import type { Activation, NetworkSpec } from '../spec/types';
import { linearLayers, parameterCount } from '../tensors/layers';

/** One linear layer in the flat arrays of a model. Offsets and strides count vec4s, as in shaders/shared/types.wesl. */
export interface LayerLayout {
  index: number;
  fanIn: number;
  fanOut: number;
  weights: number;
  biases: number;
  input: number;
  output: number;
  inputStride: number;
  outputStride: number;
  parameterStride: number;
  activationStride: number;
}

/** How a network's parameters and activations lie in memory: all weights, then all biases, rows padded to vec4s. */
export interface NetworkLayout {
  layers: LayerLayout[];
  /** Parameters without padding. */
  parameters: number;
  /** vec4s per model. */
  parameterStride: number;
  /** Where the biases start, in vec4s. */
  biases: number;
  /** vec4s per model. */
  activationStride: number;
}

/** Lays out a network of `widths` units for batches of `batch` rows. */
export function layoutNetwork(widths: readonly number[], batch: number): NetworkLayout {
  const pairs = linearLayers(widths).map(({ fanIn, fanOut }, index) => ({ index, fanIn, fanOut }));
  const weightSizes = pairs.map(({ fanIn, fanOut }) => fanOut * vec4s(fanIn));
  const biasSizes = pairs.map(({ fanOut }) => vec4s(fanOut));
  const activationSizes = widths.map((width) => batch * vec4s(width));
  const biases = sum(weightSizes);
  const parameterStride = biases + sum(biasSizes);
  const activationStride = sum(activationSizes);
  const layers = pairs.map(({ index, fanIn, fanOut }) => ({
    index,
    fanIn,
    fanOut,
    weights: sum(weightSizes.slice(0, index)),
    biases: biases + sum(biasSizes.slice(0, index)),
    input: sum(activationSizes.slice(0, index)),
    output: sum(activationSizes.slice(0, index + 1)),
    inputStride: vec4s(fanIn),
    outputStride: vec4s(fanOut),
    parameterStride,
    activationStride,
  }));
  return { layers, parameters: parameterCount(widths), parameterStride, biases, activationStride };
}

/** Parameters (P,) in PyTorch's order (weight (O, I) then bias (O,), layer by layer) into a model's padded array. */
export function packParameters(layout: NetworkLayout, flat: Float32Array, padded: Float32Array): void {
  forEachRow(layout, (from, to, length) => padded.set(flat.subarray(from, from + length), to));
}

/** The inverse of {@link packParameters}. */
export function unpackParameters(layout: NetworkLayout, padded: Float32Array): Float32Array {
  const flat = new Float32Array(layout.parameters);
  forEachRow(layout, (from, to, length) => flat.set(padded.subarray(to, to + length), from));
  return flat;
}

function forEachRow(layout: NetworkLayout, visit: (flat: number, padded: number, length: number) => void): void {
  const widths = [layout.layers[0]!.fanIn, ...layout.layers.map(({ fanOut }) => fanOut)];
  linearLayers(widths).forEach(({ fanIn, fanOut, weight, bias }, index) => {
    const { weights, biases, inputStride } = layout.layers[index]!;
    for (let o = 0; o < fanOut; o++) visit(weight + o * fanIn, 4 * (weights + o * inputStride), fanIn);
    visit(bias, 4 * biases, fanOut);
  });
}

/** Activation after each linear layer, in order. */
export function layerActivations(network: NetworkSpec): Activation[] {
  return [...network.activations, network.outputActivation];
}

/** Dropout probability after each linear layer, in order; the output has none. */
export function layerDropout(dropout: readonly number[]): number[] {
  return [...dropout, 0];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
