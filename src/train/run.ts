import { loadDataset, datasetKey } from '../data';
import type { Dataset } from '../data/types';
import { ThetascapeError } from '../errors';
import { describeAdapter } from '../gpu/adapter';
import { checkLimits, DeviceWatch, requestDevice } from '../gpu/device';
import type {
  AdapterDescription,
  DensityNumbers,
  PredictionPoints,
  Predictions,
  RunResult,
  ThetaStatistics,
} from '../metrics/types';
import { planSweep, type Plan, type WavePlan } from '../plan/plan';
import type { Platform } from '../platform';
import { checkDataShape, expand } from '../spec';
import type { Model, Spec } from '../spec/types';
import { initialWeightsOf } from './initial-weights';
import { ModelRecord } from './model-record';
import { predictionPoints } from './prediction-points';
import { totalStatistics } from './statistics';
import { WaveTrainer } from './wave';

export interface RunOptions {
  /** The device to train on; without it the platform is asked for one, which the run then owns. */
  device?: GPUDevice;
  /** Estimate p(θ) of every model after every epoch. Default false. */
  density?: boolean;
  /** What a view that is drawn while the run trains wants after every epoch. */
  live?: LiveOptions;
  /** Length of a GPU submission to aim at. Default 100; 8 keeps a page that draws on the same GPU fluid. */
  targetMilliseconds?: number;
  /** Stops the run after the epoch in progress; what has been trained is kept. */
  signal?: AbortSignal;
}

export interface LiveOptions {
  /** Receives the densities of p(θ) on the GPU: before the first epoch of a wave (epoch 0) and after each. */
  densities: DensitySink;
  /** Stochastic passes of the mean prediction of models with dropout. */
  predictionPasses: number;
}

/** Takes densities over on the GPU, without a read-back. */
export interface DensitySink {
  /**
   * Encodes copies out of `source`, (W, G) f32 log probabilities, row w that of the run's model `models[w]`.
   *
   * @param epoch epochs that these models have been trained
   */
  receive(encoder: GPUCommandEncoder, source: GPUBuffer, models: readonly number[], epoch: number): void;
}

/** One model after an epoch. Losses are MSE in the network's units. */
export interface ModelSnapshot {
  index: number;
  trainLoss: number;
  validationLoss: number;
  /** The step (from 1) at which the model diverged and was frozen, or null. */
  divergedAt: number | null;
  statistics: { total: ThetaStatistics; layers: ThetaStatistics[] };
  /** (G,) estimate of p(θ) on 500 points over ±0.3, summing to 1, if asked for. */
  density: Float32Array | null;
  /** For a live view: what is read from the density, and predictions at the run's `livePoints`; else null. */
  densityNumbers: DensityNumbers | null;
  predictions: Predictions | null;
}

/** The state of a run after one epoch of one wave. */
export interface Snapshot {
  wave: number;
  /** Epochs that the models of the wave have been trained. */
  epoch: number;
  models: ModelSnapshot[];
  /** Optimizer steps taken so far and in the whole run, summed over the models. */
  modelSteps: number;
  totalModelSteps: number;
  /** Seconds of training so far, evaluation included. */
  seconds: number;
}

/** A sweep on a device: planned, trained, read. Create it with {@link createRun} and `dispose()` of it. */
export class Run {
  #records = new Map<number, ModelRecord>();
  #trainingSeconds = 0;
  #modelSteps = 0;
  #complete = false;
  /** The wave in progress. */
  #trainer: WaveTrainer | null = null;
  readonly #watch: DeviceWatch;

  constructor(
    readonly spec: Spec,
    readonly models: readonly Model[],
    readonly plan: Plan,
    readonly adapter: AdapterDescription,
    private readonly device: GPUDevice,
    private readonly data: LoadedData,
    private readonly initialWeights: (model: Model) => Float32Array,
    private readonly options: RunOptions,
    private readonly setupSeconds: number,
  ) {
    this.#watch = new DeviceWatch(device);
  }

  /** Trains the sweep, wave by wave; yields after every epoch. Throws ThetascapeError when the device fails. */
  async *train(): AsyncGenerator<Snapshot, void, undefined> {
    for (const [index, wave] of this.plan.waves.entries()) {
      if (this.#stopped()) return;
      yield* this.#trainWave(wave, index);
    }
    this.#complete = this.#modelSteps === this.plan.modelSteps;
  }

  /** All that was trained so far, in memory. Models of waves that never began are left out. */
  results(): RunResult {
    const trained = this.models.filter(({ index }) => this.#records.has(index));
    return {
      spec: this.spec,
      adapter: this.adapter,
      datasets: this.data.datasets,
      predictionPoints: this.data.points,
      models: trained.map((model) => this.#records.get(model.index)!.result()),
      complete: this.#complete,
      timings: {
        setupSeconds: this.setupSeconds,
        trainingSeconds: this.#trainingSeconds,
        modelSteps: this.#modelSteps,
      },
    };
  }

  /** Frees all that is allocated, and the device if the run asked for it itself. What was trained stays readable. */
  dispose(): void {
    this.#trainer?.dispose();
    this.#watch.dispose();
    if (!this.options.device) this.device.destroy();
  }

  async *#trainWave(wave: WavePlan, index: number): AsyncGenerator<Snapshot, void, undefined> {
    const started = performance.now();
    const before = this.#trainingSeconds;
    const clock = () => (this.#trainingSeconds = before + (performance.now() - started) / 1000);
    const models = wave.models.map((model) => this.models[model]!);
    const initialWeights = models.map(this.initialWeights);
    const inputs = {
      wave,
      models,
      datasetOf: wave.models.map((model) => wave.datasets.indexOf(this.data.datasetOf[model]!)),
      datasets: wave.datasets.map((q) => ({ dataset: this.data.datasets[q]!, points: this.data.points[q]! })),
      initialWeights,
    };
    const { targetMilliseconds = 100, density = false } = this.options;
    const trainer = await WaveTrainer.create(this.device, this.#watch, inputs, { targetMilliseconds, density });
    this.#trainer = trainer;
    try {
      const records = models.map(
        (model, i) => new ModelRecord(model, this.data.datasetOf[model.index]!, initialWeights[i]!),
      );
      const epochs = models[0]!.setting.training.epochs;
      let epoch = 0;
      while (epoch < epochs && !this.#stopped()) {
        const results = await trainer.epoch(epoch++);
        results.forEach((result, i) => records[i]!.addEpoch(result));
        this.#modelSteps += results.length * wave.stepsPerEpoch;
        clock();
        yield this.#snapshot(
          index,
          epoch,
          results.map((result, i) => ({ ...result, index: models[i]!.index })),
        );
      }
      if (epoch === 0) return;
      (await trainer.finish(epoch)).forEach((final, i) => records[i]!.finish(final));
      records.forEach((record) => this.#records.set(record.model.index, record));
      clock();
    } finally {
      trainer.dispose();
      this.#trainer = null;
    }
  }

  #stopped(): boolean {
    return this.options.signal?.aborted ?? false;
  }

  #snapshot(
    wave: number,
    epoch: number,
    results: (Awaited<ReturnType<WaveTrainer['epoch']>>[number] & { index: number })[],
  ): Snapshot {
    return {
      wave,
      epoch,
      models: results.map(({ index, trainLoss, validationLoss, divergedAt, layers, density }) => ({
        index,
        trainLoss,
        validationLoss,
        divergedAt,
        statistics: { total: totalStatistics(layers), layers },
        density,
        densityNumbers: null,
        predictions: null,
      })),
      modelSteps: this.#modelSteps,
      totalModelSteps: this.plan.modelSteps,
      seconds: this.#trainingSeconds,
    };
  }
}

interface LoadedData {
  datasets: Dataset[];
  points: PredictionPoints[];
  /** Index of the data set of each model. */
  datasetOf: number[];
}

/**
 * Loads the data of a resolved spec, plans its sweep and takes a device; nothing is allocated on it before `train()`.
 * Throws ThetascapeError when the data does not fit the network, when there is no adapter, or when a limit is too low.
 */
export async function createRun(spec: Spec, platform: Platform, options: RunOptions = {}): Promise<Run> {
  const started = performance.now();
  const models = expand(spec);
  const data = await loadData(models, platform);
  const initialWeights = await initialWeightsOf(models, platform.files);
  const { device, adapter } = await takeDevice(platform, options.device);
  checkLimits(device.limits);
  const shapes = data.datasets.map((dataset, i) => ({
    train: dataset.train.count,
    validation: dataset.validation.count,
    features: dataset.features.length,
    targets: dataset.targets.length,
    gridPoints: data.points[i]!.kind === 'grid' ? data.points[i]!.count : 0,
  }));
  const plan = planSweep(models, data.datasetOf, shapes, device.limits);
  const setupSeconds = (performance.now() - started) / 1000;
  return new Run(spec, models, plan, adapter, device, data, initialWeights, options, setupSeconds);
}

async function loadData(models: readonly Model[], platform: Platform): Promise<LoadedData> {
  const datasets: Dataset[] = [];
  const indices = new Map<string, number>();
  const datasetOf: number[] = [];
  for (const { setting, key } of models) {
    const id = datasetKey(setting.data, key);
    let index = indices.get(id);
    if (index === undefined) {
      index = datasets.length;
      indices.set(id, index);
      datasets.push(await loadDataset(setting.data, key, platform.files));
    }
    checkDataShape(setting.network, datasets[index]!);
    datasetOf.push(index);
  }
  return { datasets, points: datasets.map(predictionPoints), datasetOf };
}

async function takeDevice(platform: Platform, given: GPUDevice | undefined) {
  if (given) return { device: given, adapter: describeAdapter(given.adapterInfo) };
  const adapter = await platform.requestAdapter();
  if (!adapter) {
    throw new ThetascapeError(
      'No WebGPU adapter was found: update the graphics driver or, without a GPU, run `thetascape doctor` to see what is missing.',
    );
  }
  return { device: await requestDevice(adapter), adapter: describeAdapter(adapter.info) };
}
