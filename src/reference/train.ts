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

/** Counters of the stochastic passes after an epoch, as the run counts them. */
const VALIDATION = 0;
const LIVE = 1;

/** Rows of one split: `x` is (N, D), `y` is (N, K), row-major. */
export interface SplitRows {
  count: number;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

export interface ReferenceData {
  train: SplitRows;
  validation: SplitRows;
}

/** MSE in the network's units. */
export interface EpochLosses {
  /** (steps,) of each step's batch; NaN once the model is frozen. */
  stepLoss: number[];
  /** Of the validation rows after the epoch, by the setting's dropout semantic. */
  validationLoss: number;
}

/** (G, K) each, over the stochastic passes. */
export interface ReferencePredictions {
  mean: Float64Array;
  /** Sample standard deviation; 0 of a single pass. */
  deviation: Float64Array;
}

/** Of all epochs, one after the other. */
export interface Trajectory {
  /** (E · steps,) */
  stepLoss: number[];
  /** (E,) */
  validationLoss: number[];
  /** (P,) in PyTorch's order. */
  weights: Float64Array;
  /** The step (from 1) at which a loss or a parameter stopped being finite. */
  divergedAt: number | null;
}

/**
 * Trains one model to its last epoch.
 *
 * @param initialWeights (P,) in PyTorch's order
 * @param precision f64: nothing is rounded to f32 anywhere
 */
export function trainReference(
  model: Model,
  data: ReferenceData,
  initialWeights: ArrayLike<number>,
  precision: Precision,
): Trajectory {
  const training = new ReferenceTraining(model, data, initialWeights, precision);
  const epochs = Array.from({ length: model.setting.training.epochs }, () => training.epoch());
  return {
    stepLoss: epochs.flatMap(({ stepLoss }) => stepLoss),
    validationLoss: epochs.map(({ validationLoss }) => validationLoss),
    weights: training.weights,
    divergedAt: training.divergedAt,
  };
}

/**
 * One model in training, one operation after another: gather, forward, loss, backward, Adam; a validation after each
 * epoch. Changes of the setting are in force from the epoch after the one they name.
 */
export class ReferenceTraining {
  readonly #network: Network;
  readonly #batch: number;
  readonly #train: PaddedRows;
  readonly #validation: PaddedRows;
  #epochs = 0;

  /** The parameters are those of {@link trainReference}. */
  constructor(
    private readonly model: Model,
    { train, validation }: ReferenceData,
    initialWeights: ArrayLike<number>,
    private readonly precision: Precision,
  ) {
    this.#batch = Math.min(model.setting.training.batchSize, train.count);
    this.#network = createNetwork(model, this.#batch, initialWeights, precision);
    this.#train = this.#padded(train);
    this.#validation = this.#padded(validation);
  }

  /** (P,) in PyTorch's order. */
  get weights(): Float64Array {
    return weightsOf(this.#network);
  }

  /** The step (from 1) at which a loss or a parameter stopped being finite, or null. */
  get divergedAt(): number | null {
    const { lossFrozenAt, updateFrozenAt } = this.#network.health[0];
    return lossFrozenAt || updateFrozenAt || null;
  }

  /** Trains one epoch more. */
  epoch(): EpochLosses {
    const stepLoss = this.steps(this.#stepsPerEpoch);
    this.#epochs++;
    return { stepLoss, validationLoss: this.#validate() };
  }

  /** Takes the first `count` steps of the next epoch; returns the loss of each one's batch. */
  steps(count: number): number[] {
    const { model } = this;
    const { rows } = this.#train;
    const first = this.#steps;
    this.#network.settings[0] = settingsOf({ ...model, setting: settingAfter(model.setting, this.#epochs) });
    return Array.from({ length: count }, (_, i) =>
      optimizerStep(
        this.#network,
        trainStep(model, this.#epochs, first + i, i * this.#batch, this.#batch, rows),
        this.#train,
      ),
    );
  }

  /**
   * Predictions with the parameters of the moment.
   *
   * @param x (G, D)
   * @param passes stochastic ones; 0 is one with dropout off
   */
  predict(x: ArrayLike<number>, passes: number): ReferencePredictions {
    const { widths } = this.model.setting.network;
    const [features, targets] = [widths[0]!, widths.at(-1)!];
    const count = x.length / features;
    const data = this.#padded({ count, x, y: new Float64Array(count * targets) });
    const moments = this.#evaluate(data, passes, LIVE);
    const stride = 4 * vec4s(targets);
    const component = (offset: number) =>
      Float64Array.from({ length: count * targets }, (_, i) => {
        const at = Math.floor(i / targets) * stride + (i % targets);
        return moments[8 * Math.floor(at / 4) + offset + (at % 4)]!;
      });
    return {
      mean: component(0),
      deviation: component(4).map((squares) => Math.sqrt(squares / Math.max(1, passes - 1))),
    };
  }

  get #stepsPerEpoch(): number {
    return Math.ceil(this.#train.rows / this.#batch);
  }

  /** Optimizer steps taken. */
  get #steps(): number {
    return this.#epochs * this.#stepsPerEpoch;
  }

  /** MSE over all rows, taken batch by batch, each after its one or several passes with or without dropout. */
  #validate(): number {
    const { evaluation } = this.model.setting;
    const passes = { on: 1, off: 0, mean: evaluation.passes }[evaluation.dropout];
    let sum = 0;
    this.#evaluate(this.#validation, passes, VALIDATION, (step) => {
      sum += step.batchRows * lossOf(this.#network, step);
    });
    return sum / this.#validation.rows;
  }

  /**
   * @param counter tells the masks of the evaluations after one epoch apart
   * @param evaluated is told of each batch after its last pass
   * @returns (N, K) pairs of vec4s, as the kernel prediction-moments writes them
   */
  #evaluate(data: PaddedRows, passes: number, counter: number, evaluated: (step: Step) => void = () => {}): Floats {
    const network = this.#network;
    const layer = network.layout.layers.at(-1)!;
    const moments = zerosOf('f64')(8 * data.rows * layer.outputStride);
    const most = Math.max(1, passes);
    for (let start = 0; start < data.rows; start += this.#batch) {
      for (let passIndex = 0; passIndex < most; passIndex++) {
        const step: Step = {
          ...trainStep(this.model, 0, this.#steps, start, this.#batch, data.rows),
          shuffle: 0,
          dropout: passes === 0 ? 0 : 1,
          dropoutStream: STREAMS.evaluationDropout,
          dropoutCounter: 4 * this.#epochs + counter,
          passIndex,
        };
        gather(network, step, data);
        forward(network, step);
        predictionMoments({ step, layer, ...network, moments });
        if (passIndex === most - 1) evaluated(step);
      }
    }
    return moments;
  }

  #padded({ count, x, y }: SplitRows): PaddedRows {
    const { widths } = this.model.setting.network;
    const zeros = zerosOf(this.precision);
    return { rows: count, samples: sampleRows(x, widths[0]!, y, widths.at(-1)!, zeros) };
  }
}

interface PaddedRows {
  rows: number;
  /** (N, D + K) */
  samples: Floats;
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

function gather(network: Network, step: Step, { rows, samples }: PaddedRows): void {
  const { inputStride } = network.layout.layers[0]!;
  const { outputStride } = network.layout.layers.at(-1)!;
  const dataShape = { rows, featureStride: inputStride, targetStride: outputStride };
  gatherBatch({ step, layer: network.layout.layers[0]!, dataShape, samples, ...network });
}

/** The batch's loss, or NaN when the model is frozen and none is written. */
function lossOf(network: Network, step: Step): number {
  network.losses[0] = { loss: NaN, stamp: 0 };
  mseLoss({ step, layer: network.layout.layers.at(-1)!, ...network });
  return network.losses[0].loss;
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
    following: 0,
  };
}

/** Rows of x (N, D) and y (N, K) side by side, each padded to whole vec4s. */
function sampleRows(
  x: ArrayLike<number>,
  features: number,
  y: ArrayLike<number>,
  targets: number,
  zeros: (length: number) => Floats,
): Floats {
  const [featureStride, targetStride] = [4 * vec4s(features), 4 * vec4s(targets)];
  const samples = zeros((x.length / features) * (featureStride + targetStride));
  const place = (values: ArrayLike<number>, width: number, first: number) => {
    for (let i = 0; i < values.length; i++) {
      samples[Math.floor(i / width) * (featureStride + targetStride) + first + (i % width)] = values[i]!;
    }
  };
  place(x, features, 0);
  place(y, targets, featureStride);
  return samples;
}
