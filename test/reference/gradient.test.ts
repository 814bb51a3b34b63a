/** The backward references against central differences of the forward references, in f64. */
import { expect, test } from 'vitest';
import { Stream } from '../../src/random/stream';
import { adam } from '../../src/reference/adam';
import { mseLoss } from '../../src/reference/mse-loss';
import { backward, createNetwork, forward, placesOf, type Network } from '../../src/reference/network';
import type { Step } from '../../src/reference/types';
import { ACTIVATIONS } from '../../src/spec/types';
import { reals, stepOf } from '../support/inputs';
import { modelOf, type ModelFields } from '../support/models';

const ROWS = 7;
const H = 1e-6;
/** Of the largest gradient: truncation is H² = 1e-12, rounding 1e-16/H. */
const TOLERANCE = 1e-7;

const cases: [name: string, fields: ModelFields][] = [
  ...ACTIVATIONS.map((activation): [string, ModelFields] => [activation, { activation, widths: [2, 5, 4, 3] }]),
  ['a different activation in every layer', { activation: ['tanh', 'leaky-relu', 'gelu'], widths: [3, 4, 5, 6, 2] }],
  ['an output activation', { outputActivation: 'sigmoid' }],
  ['one layer', { widths: [3, 2] }],
  ['one unit everywhere', { widths: [1, 1, 1, 1], activation: 'silu' }],
  ['dropout before a smooth activation', { dropout: 0.4, activation: 'tanh', dropoutPosition: 'before' }],
  ['dropout after a smooth activation', { dropout: [0.3, 0.6], activation: 'sigmoid', dropoutPosition: 'after' }],
  ['dropout before a kinked activation', { dropout: 0.4, widths: [2, 9, 9, 1] }],
];

test.each(cases)('%s', (_, fields) => {
  const { network, step } = prepare(fields);
  expectGradient(network, gradients(network, step), () => lossAt(network, step));
});

test.each([true, false])('the coupled penalty adds the gradient of ½λθ², biases or not (%s)', (decayBiases) => {
  const l2Penalty = 0.7;
  const { network, step } = prepare({
    regularization: { l2Penalty, decayBiases },
    training: { beta1: 0 },
    activation: 'gelu',
  });
  gradients(network, step);
  const { parameterStride, biases } = network.layout;
  const before = Float64Array.from(network.parameters);
  adam({
    step,
    ...network,
    parameterShape: { count: parameterStride, biases },
    corrections: Float64Array.of(1, 1, 1, 1, 1, 1),
  });
  network.parameters.set(before);
  const penalty = () => {
    const decayed = placesOf(network.layout).filter((at) => decayBiases || at < 4 * biases);
    return decayed.reduce((sum, at) => sum + (l2Penalty / 2) * network.parameters[at]! ** 2, 0);
  };
  // without momentum, Adam's first moment is the gradient it saw
  expectGradient(network, network.firstMoment, () => lossAt(network, step) + penalty());
});

function prepare(fields: ModelFields): { network: Network; step: Step } {
  const model = modelOf(fields);
  const draw = reals(5);
  const weights = Array.from({ length: 400 }, draw);
  const network = createNetwork(model, ROWS, weights, 'f64');
  const { layers } = network.layout;
  const stream = new Stream(6, 'noise');
  fillPadded(network.activations, layers[0]!.fanIn, layers[0]!.inputStride, () => stream.normal());
  fillPadded(network.batchTargets, layers.at(-1)!.fanOut, layers.at(-1)!.outputStride, () => stream.normal());
  return { network, step: stepOf(ROWS, { dropout: 1, lossSlot: 0 }) };
}

function fillPadded(target: Network['activations'], width: number, stride: number, draw: () => number): void {
  for (let row = 0; row < ROWS; row++) {
    for (let i = 0; i < width; i++) target[4 * row * stride + i] = draw();
  }
}

/** (P,) padded gradients by the backward references. */
function gradients(network: Network, step: Step): Network['gradients'] {
  forward(network, step);
  mseLoss({ step, layer: network.layout.layers.at(-1)!, ...network });
  backward(network, step);
  return network.gradients;
}

/** The mean squared error, by its definition. */
function lossAt(network: Network, step: Step): number {
  forward(network, step);
  const { output, outputStride, fanOut } = network.layout.layers.at(-1)!;
  let sum = 0;
  for (let row = 0; row < ROWS; row++) {
    for (let k = 0; k < fanOut; k++) {
      const at = 4 * row * outputStride + k;
      sum += (network.activations[4 * output + at]! - network.batchTargets[at]!) ** 2;
    }
  }
  return sum / (ROWS * fanOut);
}

function expectGradient(network: Network, gradient: Network['gradients'], loss: () => number): void {
  const places = placesOf(network.layout);
  const largest = Math.max(...places.map((at) => Math.abs(gradient[at]!)));
  expect(largest).toBeGreaterThan(1e-3);
  for (const at of places) {
    const theta = network.parameters[at]!;
    network.parameters[at] = theta + H;
    const above = loss();
    network.parameters[at] = theta - H;
    const below = loss();
    network.parameters[at] = theta;
    expect(Math.abs(gradient[at]! - (above - below) / (2 * H)) / largest).toBeLessThan(TOLERANCE);
  }
}
