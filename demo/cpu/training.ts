import type { DensityGrid } from '../../src/density-grid';
import { fractionWithin, logDensity } from '../../src/metrics/density';
import { centralRadius } from '../../src/metrics/density-summary';
import { divergence, entropy } from '../../src/metrics/entropy';
import { maximum, mean } from '../../src/metrics/statistics';
import { thetaStatistics } from '../../src/metrics/theta-statistics';
import type { DensityNumbers, Predictions } from '../../src/metrics/types';
import { ReferenceTraining, type ReferenceData } from '../../src/reference/train';
import { everDrops, type Model } from '../../src/spec';
import { linearLayers } from '../../src/tensors/layers';
import type { ModelSnapshot, Snapshot } from '../../src/train/snapshot';
import { totalStatistics } from '../../src/train/statistics';

/** Stochastic passes of the mean prediction. */
const PASSES = 8;

/** All that the one model is trained from, as a worker can be sent it. */
export interface Task {
  model: Model;
  data: ReferenceData;
  /** (G, D) where predictions are made. */
  points: Float32Array;
  /** (P,) */
  initialWeights: Float32Array;
  grid: DensityGrid;
}

/** One model on the CPU reference, in f64, seen after each epoch as a run on the GPU is seen. */
export class CpuTraining {
  readonly #training: ReferenceTraining;
  readonly #initialLog: Float64Array;
  #epoch = 0;
  #seconds = 0;

  constructor(private readonly task: Task) {
    const { model, data, initialWeights, grid } = task;
    this.#training = new ReferenceTraining(model, data, initialWeights, 'f64');
    this.#initialLog = logDensity(initialWeights, grid);
  }

  /** Trains one epoch more. */
  epoch(): Snapshot {
    const begun = performance.now();
    const { stepLoss, validationLoss } = this.#training.epoch();
    this.#seconds += (performance.now() - begun) / 1000;
    this.#epoch++;
    const { model } = this.task;
    const losses = { trainLoss: mean(stepLoss), validationLoss };
    return {
      wave: 0,
      epoch: this.#epoch,
      models: [{ index: model.index, ...losses, ...this.#observed() }],
      modelSteps: this.#epoch * stepLoss.length,
      totalModelSteps: model.setting.training.epochs * stepLoss.length,
      seconds: this.#seconds,
    };
  }

  /** What the parameters have come to; of a model that has diverged the statistics alone. */
  #observed(): Omit<ModelSnapshot, 'index' | 'trainLoss' | 'validationLoss'> {
    const { divergedAt } = this.#training;
    const weights = Float32Array.from(this.#training.weights);
    const layers = linearLayers(this.task.model.setting.network.widths).map(({ weight, bias, fanOut }) =>
      thetaStatistics(weights.subarray(weight, bias + fanOut)),
    );
    const statistics = { total: totalStatistics(layers), layers };
    if (divergedAt !== null) return { divergedAt, statistics, density: null, densityNumbers: null, predictions: null };
    const log = logDensity(weights, this.task.grid);
    return {
      divergedAt,
      statistics,
      density: Float32Array.from(log, Math.exp),
      densityNumbers: this.#densityNumbers(weights, log),
      predictions: this.#predictions(),
    };
  }

  #densityNumbers(weights: Float32Array, log: Float64Array): DensityNumbers {
    const { grid } = this.task;
    const share = (counts: (theta: number) => boolean) => weights.filter(counts).length / weights.length;
    return {
      peak: Math.exp(maximum(log)),
      entropy: entropy(log),
      divergence: divergence(this.#initialLog, log),
      central: fractionWithin(weights, centralRadius(grid)),
      below: share((theta) => theta < -grid.limit),
      above: share((theta) => theta > grid.limit),
    };
  }

  /** Without dropout all passes are the same. */
  #predictions(): Predictions {
    const { model, points } = this.task;
    const predict = (passes: number) => this.#training.predict(points, passes);
    const off = predict(0);
    const [on, many] = everDrops(model.setting) ? [predict(1), predict(PASSES)] : [off, off];
    return {
      sample: Float32Array.from(on.mean),
      off: Float32Array.from(off.mean),
      mean: Float32Array.from(many.mean),
      deviation: Float32Array.from(many.deviation),
    };
  }
}
