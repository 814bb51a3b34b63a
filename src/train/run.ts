import type { Dataset } from '../data/types';
import type { DensityGrid } from '../density-grid';
import { ThetascapeError } from '../errors';
import { describeAdapter } from '../gpu/adapter';
import { checkLimits } from '../gpu/device';
import type { AdapterDescription, PredictionPoints, RunResult } from '../metrics/types';
import type { Plan } from '../plan/plan';
import type { ModelList } from '../spec';
import type { Adjustment, Change, Model, Spec } from '../spec/types';
import type { KeptModel, TrainingHistory } from './model-record';
import type { DensitySink, LiveOptions, RunOptions } from './options';
import { checkFeatures } from './path-preference';
import { openWave, type ResidentWave } from './resident-wave';
import type { RunStore } from './run-store';
import type { ModelSnapshot, Snapshot } from './snapshot';
import type { Sweep } from './sweep';
import { Training } from './training';

export type { DensitySink, LiveOptions, ModelSnapshot, RunOptions, Snapshot, TrainingHistory };

/** A sweep on a device: planned, trained, read. `createRun` makes one; `dispose()` of it. */
export class Run {
  readonly #training: Training;
  #adapter: AdapterDescription;

  constructor(
    private readonly sweep: Sweep,
    adapter: AdapterDescription,
    private device: GPUDevice,
    private options: RunOptions,
    private readonly setupSeconds: number,
  ) {
    this.#adapter = adapter;
    this.#training = new Training(sweep, device, options);
  }

  /** Bytes that were read back for checkpoints, and of weights for results and for {@link weights}. */
  get thetaBytesRead(): Readonly<Record<'checkpoints' | 'exports', number>> {
    return this.#training.thetaBytesRead;
  }

  /** What is trained, with the changes that were made since. */
  get spec(): Spec {
    return this.sweep.spec;
  }

  /** Whether every model has come to its end. */
  get complete(): boolean {
    return this.#training.complete;
  }

  /** All models of the spec, also those that this run does not train. */
  get models(): ModelList {
    return this.sweep.models;
  }

  get plan(): Plan {
    return this.sweep.plan;
  }

  get adapter(): AdapterDescription {
    return this.#adapter;
  }

  /** The distinct data sets, which paired settings share; of very many those that are loaded. */
  get datasets(): readonly Dataset[] {
    return this.sweep.data.datasets;
  }

  /** Index of the data set of a model, by the model's index. */
  datasetOf(model: number): number {
    return this.sweep.data.datasetOf[model]!;
  }

  /** Where p(θ) is estimated: wide enough for the initial weights of every network of the sweep. */
  get densityGrid(): DensityGrid {
    return this.sweep.densityGrid;
  }

  /** The (P,) parameters that a model starts from. */
  initialWeights(model: Model): Float32Array {
    return this.sweep.initialWeights(model);
  }

  /** Loads the data sets of some models again, where they are so many that only those of a wave stay loaded. */
  async requireData(models: Iterable<Model>): Promise<void> {
    await this.sweep.data.require(models);
  }

  /** Where a live view's predictions are made, one per data set. */
  get livePoints(): readonly PredictionPoints[] {
    return this.sweep.data.livePoints;
  }

  /**
   * Trains the sweep, wave by wave; yields after every epoch. Called again after {@link resumeOn}, or after its loop was
   * left, it goes on from the last checkpoint of the wave in progress, or from the beginning of that wave.
   *
   * @param store takes over what is finished and, every `checkpointSeconds`, what is in progress; what it holds already
   *   is not trained again
   * @throws ThetascapeError when the device fails, a DeviceLostError when it is lost
   */
  train(store: RunStore | null = this.#training.kept.store): AsyncGenerator<Snapshot, void, undefined> {
    return this.#training.train(store);
  }

  /**
   * Changes a number in every model, after the epoch in progress; before the training, after the first epoch. The spec
   * then holds the change with its epoch, so that it makes the same run again.
   *
   * @throws ThetascapeError when the number is driven out of its range, or when models of another wave are trained
   *   beyond that epoch already
   */
  change(adjustment: Adjustment): Change {
    const epoch = Math.max(1, this.#training.epoch);
    if (this.#training.isBeyond(epoch)) {
      throw new ThetascapeError(
        `Some models are trained beyond epoch ${epoch} already, where no change reaches them: ` +
          `add it to the spec's "changes" and train the sweep again.`,
      );
    }
    const change = { epoch, ...adjustment };
    this.sweep.change(change);
    this.#training.adoptChange();
    return change;
  }

  /**
   * Moves the run to another device after `train()` has thrown a DeviceLostError; call `train()` again to go on. The
   * device is the caller's. Epochs after the last checkpoint are trained, and yielded, a second time, and waves that
   * were finished are not; on an adapter of the same kind every bit is what it would have been.
   *
   * @param options replaces these options of the run
   * @throws ThetascapeError when a limit of the device is too low or a feature missing
   */
  resumeOn(device: GPUDevice, options: Pick<RunOptions, 'targetMilliseconds' | 'live'> = {}): void {
    checkLimits(device.limits);
    const paths = this.plan.waves.map(({ kernels }) => kernels.path);
    checkFeatures(paths, device);
    this.dispose();
    this.options = { ...this.options, ...options, device };
    this.device = device;
    this.#adapter = describeAdapter(device.adapterInfo);
    this.#training.moveTo(device, this.options);
  }

  /**
   * The parameters (P,) of some models as they are now, in PyTorch's order; null for those whose training has not begun
   * or whose device is lost. The epoch in progress is waited for: the weights are always those of whole epochs.
   */
  async weights(indices: readonly number[]): Promise<(Float32Array | null)[]> {
    return this.#training.weights(indices);
  }

  /** Takes models over that were trained to their end before, as a store has kept them. */
  adopt(kept: readonly (KeptModel & { index: number })[]): void {
    this.#training.kept.adopt(kept, this.sweep);
  }

  /** Yields the last epoch of every wave in memory once more, as a live view is shown it; nothing is trained. */
  revisit(): AsyncGenerator<Snapshot, void, undefined> {
    return this.#training.revisit();
  }

  /** Has the store keep the state after the latest epoch: for a training that is held back between two epochs. */
  async keep(): Promise<void> {
    await this.#training.keep();
  }

  /** What was recorded of a model until now; null before its training. */
  recorded(model: number): TrainingHistory | null {
    return this.#training.recorded(model);
  }

  /** Epochs after which successive halving stopped a model; null of any other. */
  stoppedAt(model: number): number | null {
    return this.#training.kept.record(model)?.stoppedAt ?? null;
  }

  /** The parameters (P,) of a model whose training is over; null of any other. */
  finalWeights(model: number): Float32Array | null {
    return this.#training.kept.record(model)?.weights ?? null;
  }

  /**
   * Puts a wave on the device as its training would begin, to be measured; the run knows nothing of it.
   *
   * @throws ThetascapeError when the device refuses the memory
   */
  async openWave(index: number): Promise<ResidentWave> {
    const wave = this.plan.waves[index]!;
    const models = await this.sweep.modelsOf(wave);
    return openWave(
      this.device,
      this.sweep.inputsOf(wave, models, models.map(this.sweep.initialWeights)),
      this.options,
    );
  }

  /** All that was trained so far, in memory. Models of waves that never began, or that a store has, are left out. */
  results(): RunResult {
    const { kept, seconds, modelSteps, complete } = this.#training;
    return {
      spec: this.spec,
      adapter: this.adapter,
      kernels: [...new Set(this.plan.waves.map(({ kernels }) => kernels.path))],
      datasets: this.sweep.data.datasets,
      predictionPoints: this.sweep.data.points,
      densityGrid: this.densityGrid,
      models: kept.inMemory.map((index) => kept.record(index)!.result(this.sweep.modelAt(index))),
      complete,
      timings: {
        setupSeconds: this.setupSeconds,
        trainingSeconds: seconds,
        modelSteps,
      },
    };
  }

  /** Frees all that is allocated, and the device if the run asked for it itself. What was trained stays readable. */
  dispose(): void {
    this.#training.dispose();
    if (!this.options.device) this.device.destroy();
  }
}
