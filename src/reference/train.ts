import { vec4s } from '../kernels/kernel';
import { STREAMS } from '../random/streams';
import { settingAfter } from '../spec';
import type { Model } from '../spec/types';
import { adam } from './adam';
import { gatherBatch } from './gather-batch';
import { mseLoss } from './mse-loss';
import {
  backward,
  createNetwork,
  forward,
  settingsOf,
  weightsOf,
  zerosOf,
  type Network,
  type Precision,
} from './network';
import { predictionMoments } from './prediction-moments';
import type { Floats, Step } from './types';

/** Rows of one split: `x` is (N, D), `y` is (N, K), row-major. */
export interface SplitRows {
  count: number;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

export interface Trajectory {
  /** (steps,) MSE of each step's batch; NaN once the model is frozen. */
  stepLoss: number[];
  /** (E,) MSE of the validation rows after each epoch, by the setting's dropout semantic. */
  validationLoss: number[];
  /** (P,) in PyTorch's order. */
  weights: Float64Array;
  /** The step (from 1) at which a loss or a parameter stopped being finite. */
  divergedAt: number | null;
}

/**
 * Trains one model, one operation after another: gather, forward, loss, backward, Adam; a validation after each epoch.
 * Changes of the setting are in force from the epoch after the one they name.
 *
 * @param initialWeights (P,) in PyTorch's order
 * @param precision f64: nothing is rounded to f32 anywhere
 */
export function trainReference(
  model: Model,
  data: { train: SplitRows; validation: SplitRows },
  initialWeights: ArrayLike<number>,
  precision: Precision,
): Trajectory {
  const { training, network: spec } = model.setting;
  const batch = Math.min(training.batchSize, data.train.count);
  const network = createNetwork(model, batch, initialWeights, precision);
  const zeros = zerosOf(precision);
  const padded = (split: SplitRows) => ({
    rows: split.count,
    features: padRows(split.x, spec.widths[0]!, zeros),
    targets: padRows(split.y, spec.widths.at(-1)!, zeros),
  });
  const train = padded(data.train);
  const validation = padded(data.validation);
  const stepsPerEpoch = Math.ceil(data.train.count / batch);
  const stepLoss: number[] = [];
  const validationLoss: number[] = [];
  for (let epoch = 0; epoch < training.epochs; epoch++) {
    network.settings[0] = settingsOf({ ...model, setting: settingAfter(model.setting, epoch) });
    for (let i = 0; i < stepsPerEpoch; i++) {
      const step = trainStep(model, epoch, epoch * stepsPerEpoch + i, i * batch, batch, data.train.count);
      stepLoss.push(optimizerStep(network, step, train));
    }
    validationLoss.push(validate(network, epoch, (epoch + 1) * stepsPerEpoch, batch, validation));
  }
  const { lossFrozenAt, updateFrozenAt } = network.health[0];
  return { stepLoss, validationLoss, weights: weightsOf(network), divergedAt: lossFrozenAt || updateFrozenAt || null };
}

interface PaddedRows {
  rows: number;
  features: Floats;
  targets: Floats;
}

function optimizerStep(network: Network, step: Step, data: PaddedRows): number {
  gather(network, step, data);
  forward(network, step);
  const loss = lossOf(network, step);
  backward(network, step);
  const { beta1, beta2 } = network.settings[0];
  adam({
    step,
    ...network,
    parameterShape: { count: network.layout.parameterStride, biases: network.layout.biases },
    corrections: Float64Array.of(1 / (1 - beta1 ** (step.step + 1)), 1 / Math.sqrt(1 - beta2 ** (step.step + 1))),
  });
  return loss;
}

function gather(network: Network, step: Step, { rows, features, targets }: PaddedRows): void {
  const { inputStride } = network.layout.layers[0]!;
  const { outputStride } = network.layout.layers.at(-1)!;
  const dataShape = { rows, featureStride: inputStride, targetStride: outputStride };
  gatherBatch({ step, layer: network.layout.layers[0]!, dataShape, features, targets, ...network });
}

/** The batch's loss, or NaN when the model is frozen and none is written. */
function lossOf(network: Network, step: Step): number {
  network.losses[0] = { loss: NaN, stamp: 0 };
  mseLoss({ step, layer: network.layout.layers.at(-1)!, ...network });
  return network.losses[0].loss;
}

/** MSE over all rows, taken batch by batch, each after its one or several passes with or without dropout. */
function validate(network: Network, epoch: number, steps: number, batch: number, data: PaddedRows): number {
  const { evaluation } = network.model.setting;
  const passes = evaluation.dropout === 'mean' ? evaluation.passes : 1;
  const batches = Math.ceil(data.rows / batch);
  const moments = zerosOf('f64')(8 * data.rows * network.layout.layers.at(-1)!.outputStride);
  let sum = 0;
  for (let i = 0; i < batches; i++) {
    for (let passIndex = 0; passIndex < passes; passIndex++) {
      const step: Step = {
        ...trainStep(network.model, 0, steps, i * batch, batch, data.rows),
        shuffle: 0,
        dropout: evaluation.dropout === 'off' ? 0 : 1,
        dropoutStream: STREAMS.evaluationDropout,
        dropoutCounter: 4 * (epoch + 1),
        passIndex,
      };
      gather(network, step, data);
      forward(network, step);
      if (passes > 1) predictionMoments({ step, layer: network.layout.layers.at(-1)!, ...network, moments });
      if (passIndex === passes - 1) sum += step.batchRows * lossOf(network, step);
    }
  }
  return sum / data.rows;
}

function trainStep(model: Model, epoch: number, step: number, start: number, batch: number, rows: number): Step {
  return {
    step,
    epoch,
    batchStart: start,
    batchRows: Math.min(batch, rows - start),
    splitStart: 0,
    splitRows: rows,
    shuffle: model.setting.training.shuffle ? 1 : 0,
    shuffleStream: STREAMS.shuffle,
    dropout: 1,
    dropoutStream: STREAMS.dropout,
    dropoutCounter: step,
    passIndex: 0,
    lossSlot: 0,
    stamp: 1,
    correction: 0,
  };
}

/** (N, W) rows padded to whole vec4s. */
function padRows(values: ArrayLike<number>, width: number, zeros: (length: number) => Floats): Floats {
  const stride = 4 * vec4s(width);
  const rows = values.length / width;
  const padded = zeros(rows * stride);
  for (let i = 0; i < values.length; i++) padded[Math.floor(i / width) * stride + (i % width)] = values[i]!;
  return padded;
}
