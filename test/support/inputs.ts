/** Seeded inputs of kernels. */
import type { NetworkLayout } from '../../src/plan/layout';
import { Stream } from '../../src/random/stream';
import type { Health, ModelSettings, Step } from '../../src/reference/types';
import { poisoned } from './kernel-buffers';

/** Draws numbers one after another. */
export type Draw = () => number;

/** Uniform in ±scale. */
export function reals(seed: number, scale = 1): Draw {
  const stream = new Stream(seed, 'noise');
  return () => scale * (2 * stream.uniform() - 1);
}

/**
 * Odd multiples of 1/16 in ±1: products and sums of a few thousand of them are exact in f32, so that an error of a
 * kernel cannot hide in a tolerance, and sums with an odd number of them are never 0, where relu has its kink.
 */
export function sixteenths(seed: number): Draw {
  const stream = new Stream(seed, 'noise');
  return () => (2 * Math.floor(16 * stream.uniform()) - 15) / 16;
}

/** Writes `rows` rows of `width` numbers, padded with zeros to whole vec4s, at an offset in vec4s. */
export function fillRows(target: Float32Array, vec4: number, rows: number, width: number, draw: Draw): void {
  const stride = 4 * Math.ceil(width / 4);
  for (let i = 0; i < rows * stride; i++) target[4 * vec4 + i] = i % stride < width ? draw() : 0;
}

/** (M, activations) poison with one region of (rows, width) drawn for every model. */
export function activationsWith(
  layout: NetworkLayout,
  models: number,
  regions: readonly { at: number; rows: number; width: number; draw: Draw }[],
): Float32Array {
  const array = poisoned(4 * models * layout.activationStride);
  for (let model = 0; model < models; model++) {
    for (const { at, rows, width, draw } of regions) {
      fillRows(array, model * layout.activationStride + at, rows, width, draw);
    }
  }
  return array;
}

/** (M, P) poison with the weights and biases of one layer drawn for every model. */
export function parametersOf(layout: NetworkLayout, models: number, index: number, draw: Draw, biases = draw) {
  const layer = layout.layers[index]!;
  const array = poisoned(4 * models * layout.parameterStride);
  for (let model = 0; model < models; model++) {
    const base = model * layout.parameterStride;
    fillRows(array, base + layer.weights, layer.fanOut, layer.fanIn, draw);
    fillRows(array, base + layer.biases, 1, layer.fanOut, biases);
  }
  return array;
}

export const healthOf = (models: number, frozen: readonly number[] = []): Health[] =>
  Array.from({ length: models }, (_, model) => ({
    lossFrozenAt: frozen.includes(model) && model % 2 === 0 ? 7 : 0,
    updateFrozenAt: frozen.includes(model) && model % 2 === 1 ? 7 : 0,
  }));

/** A step whose fields are told apart by their values; `rows` of its batch are there. */
export function stepOf(rows: number, fields: Partial<Step> = {}): Step {
  return {
    step: 40,
    epoch: 3,
    batchStart: 128,
    batchRows: rows,
    splitStart: 0,
    splitRows: 1000,
    shuffle: 0,
    shuffleStream: 1,
    dropout: 0,
    dropoutStream: 2,
    dropoutCounter: 40,
    passIndex: 0,
    lossSlot: 1,
    stamp: 0x9e37_79b9,
    correction: 2,
    following: 0,
    ...fields,
  };
}

/** Settings of one model; what is not given is plain Adam without regularization. */
export function settingsOf(model: number, fields: Partial<ModelSettings> = {}): ModelSettings {
  return {
    keyLow: 0x1234_5678 + model,
    keyHigh: 0x0abc_de00,
    dataset: 0,
    decayBiases: 1,
    learningRate: 1e-3,
    epsilon: 1e-8,
    beta1: 0.9,
    oneMinusBeta1: 1 - 0.9,
    beta2: 0.999,
    oneMinusBeta2: 1 - 0.999,
    l2Penalty: 0,
    weightDecay: 0,
    corrections: 0,
    dropThreshold: [],
    keepScale: [],
    slope: [],
    ...fields,
  };
}

/** The same value for each of `layers` linear layers. */
export const perLayer = (layers: number, value: number): number[] => Array.from({ length: layers }, () => value);
