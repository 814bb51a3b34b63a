import type { NetworkLayout } from '../../src/plan/layout';

/** Names an element of a buffer that a network's plan lays out, by its axes; null for other buffers. */
export function placeIn(layout: NetworkLayout, name: string, index: number): string | null {
  if (['activations', 'deltas'].includes(name)) return `${name} at ${activationPlace(layout, index)}`;
  if (['parameters', 'gradients', 'firstMoment', 'secondMoment'].includes(name)) {
    return `${name} at ${parameterPlace(layout, index)}`;
  }
  return null;
}

function activationPlace({ layers, activationStride }: NetworkLayout, index: number): string {
  const model = Math.floor(index / (4 * activationStride));
  const vec4 = Math.floor(index / 4) % activationStride;
  const regions = [
    { name: 'input', start: 0, stride: layers[0]!.inputStride },
    ...layers.map((layer) => ({ name: `layer ${layer.index}`, start: layer.output, stride: layer.outputStride })),
  ];
  const { name, start, stride } = regions.findLast((region) => region.start <= vec4)!;
  return `model ${model}, ${name}, row ${Math.floor((vec4 - start) / stride)}, unit ${unitOf(vec4 - start, stride, index)}`;
}

function parameterPlace({ layers, parameterStride, biases }: NetworkLayout, index: number): string {
  const model = Math.floor(index / (4 * parameterStride));
  const vec4 = Math.floor(index / 4) % parameterStride;
  if (vec4 >= biases) {
    const layer = layers.findLast((candidate) => candidate.biases <= vec4)!;
    return `model ${model}, layer ${layer.index}, bias ${4 * (vec4 - layer.biases) + (index % 4)}`;
  }
  const layer = layers.findLast((candidate) => candidate.weights <= vec4)!;
  const row = Math.floor((vec4 - layer.weights) / layer.inputStride);
  return `model ${model}, layer ${layer.index}, weight (${row}, ${unitOf(vec4 - layer.weights, layer.inputStride, index)})`;
}

const unitOf = (vec4: number, stride: number, index: number): number => 4 * (vec4 % stride) + (index % 4);
