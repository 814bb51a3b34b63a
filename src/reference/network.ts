import { layerActivations, layerDropout, layoutNetwork, type NetworkLayout } from '../plan/layout';
import { philoxKey } from '../random/streams';
import type { Model } from '../spec/types';
import { denseBackwardInput } from './dense-backward-input';
import { denseBackwardWeight } from './dense-backward-weight';
import { denseForward } from './dense-forward';
import type { Floats, Health, LossRecord, ModelSettings, Step } from './types';

export type Precision = 'f32' | 'f64';

/** One model's buffers, by the kernels' names. */
export interface Network {
  model: Model;
  layout: NetworkLayout;
  settings: [ModelSettings];
  parameters: Floats;
  gradients: Floats;
  firstMoment: Floats;
  secondMoment: Floats;
  activations: Floats;
  deltas: Floats;
  batchTargets: Floats;
  losses: LossRecord[];
  health: [Health];
  updateReports: Uint32Array;
}

/** Buffers of a model for batches of `batch` rows. */
export function createNetwork(model: Model, batch: number, weights: ArrayLike<number>, precision: Precision): Network {
  const { widths } = model.setting.network;
  const layout = layoutNetwork(widths, batch);
  const zeros = zerosOf(precision);
  const parameters = () => zeros(4 * layout.parameterStride);
  const activations = () => zeros(4 * layout.activationStride);
  const network: Network = {
    model,
    layout,
    settings: [settingsOf(model)],
    parameters: parameters(),
    gradients: parameters(),
    firstMoment: parameters(),
    secondMoment: parameters(),
    activations: activations(),
    deltas: activations(),
    batchTargets: zeros(4 * batch * layout.layers.at(-1)!.outputStride),
    losses: [{ loss: NaN, stamp: 0 }],
    health: [{ lossFrozenAt: 0, updateFrozenAt: 0 }],
    updateReports: new Uint32Array(2),
  };
  placesOf(layout).forEach((at, i) => (network.parameters[at] = weights[i]!));
  return network;
}

/** The (P,) parameters in PyTorch's order. */
export function weightsOf({ layout, parameters }: Network): Float64Array {
  return Float64Array.from(placesOf(layout), (at) => parameters[at]!);
}

/** Where each of the (P,) parameters in PyTorch's order (weight, then bias, layer by layer) lies in a padded array. */
export function placesOf({ layers }: NetworkLayout): number[] {
  return layers.flatMap(({ fanIn, fanOut, weights, biases, inputStride }) => [
    ...Array.from(
      { length: fanOut * fanIn },
      (_, i) => 4 * (weights + Math.floor(i / fanIn) * inputStride) + (i % fanIn),
    ),
    ...Array.from({ length: fanOut }, (_, o) => 4 * biases + o),
  ]);
}

/** All layers forward, from the batch in the first activations. */
export function forward(network: Network, step: Step): void {
  const { dropoutPosition } = network.model.setting.network;
  const kinds = layerActivations(network.model.setting.network);
  for (const layer of network.layout.layers) {
    const variant = { activation: kinds[layer.index]!.kind, dropoutAfter: dropoutPosition === 'after' };
    denseForward({ step, layer, ...network }, variant);
  }
}

/** All layers backward, from dLoss/dz of the output in `deltas`. */
export function backward(network: Network, step: Step): void {
  for (const layer of network.layout.layers.toReversed()) {
    denseBackwardWeight({ step, layer, ...network });
    if (layer.index > 0) denseBackwardInput({ step, layer, ...network });
  }
}

/** A function that makes arrays of the given precision. */
export const zerosOf =
  (precision: Precision) =>
  (length: number): Floats =>
    precision === 'f32' ? new Float32Array(length) : new Float64Array(length);

/** A model's hyper-parameters as the kernels read them. */
export function settingsOf({ key, setting }: Model): ModelSettings {
  const { training, regularization, network } = setting;
  const dropout = layerDropout(regularization.dropout);
  const [keyLow, keyHigh] = philoxKey(key, 'initialisation');
  return {
    keyLow,
    keyHigh,
    dataset: 0,
    decayBiases: regularization.decayBiases ? 1 : 0,
    learningRate: training.learningRate,
    epsilon: training.epsilon,
    beta1: training.beta1,
    oneMinusBeta1: 1 - training.beta1,
    beta2: training.beta2,
    oneMinusBeta2: 1 - training.beta2,
    l2Penalty: regularization.l2Penalty,
    weightDecay: regularization.weightDecay,
    corrections: 0,
    dropThreshold: dropout.map((p) => (p < 1 ? Math.round(p * 2 ** 32) : 2 ** 32)),
    keepScale: dropout.map((p) => 1 / (1 - p)),
    slope: layerActivations(network).map(({ slope }) => slope),
  };
}
