import type { Floats, Layer } from './types';

/** Weights, then biases of one layer of one model, without the padding. */
export function thetaOf(layer: Layer, parameters: Floats, model: number): number[] {
  const theta: number[] = [];
  for (let o = 0; o < layer.fanOut; o++) {
    const row = 4 * (model * layer.parameterStride + layer.weights + o * layer.inputStride);
    for (let i = 0; i < layer.fanIn; i++) theta.push(parameters[row + i]!);
  }
  const biases = 4 * (model * layer.parameterStride + layer.biases);
  for (let o = 0; o < layer.fanOut; o++) theta.push(parameters[biases + o]!);
  return theta;
}
