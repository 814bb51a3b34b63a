import type { Dataset } from '../data/types';
import type { DensityGrid } from '../density-grid';
import { ThetascapeError } from '../errors';
import { describeAdapter } from '../gpu/adapter';
import { checkLimits, DeviceWatch, requestDevice } from '../gpu/device';
import { gridCovering } from '../metrics/density';
import type { AdapterDescription, PredictionPoints, RunResult } from '../metrics/types';
import { planSweep, withModels, type Plan } from '../plan/plan';
import type { Platform } from '../platform';
import { appendChange, expand } from '../spec';
import type { Adjustment, Change, Model, Spec } from '../spec/types';
import { initialWeightsOf } from './initial-weights';
import { loadData, waveData, type LoadedData } from './load-data';
import { ModelRecord } from './model-record';
import type { DensitySink, LiveOptions, RunOptions } from './options';
import { checkFeatures, pathPreference } from './path-preference';
import { dataShape } from './prediction-points';
import { openWave, type ResidentWave } from './resident-wave';
import { modelSnapshot, type ModelSnapshot, type Snapshot } from './snapshot';
import type { WaveInputs } from './upload';
import { WaveTrainer, type EpochResult } from './wave';
import { WaveProgress } from './wave-progress';

export type { DensitySink, LiveOptions, ModelSnapshot, RunOptions, Snapshot };

/** A sweep on a device: planned, trained, read. Create it with {@link createRun} and `dispose()` of it. */
export class Run {
  /** Of the models that are trained to their end. */
  readonly #records = new Map<number, ModelRecord>();
  /** The wave in progress: what the host knows of it, what lies on the device, and its epoch in progress. */
  #progress: WaveProgress | null = null;
  #trainer: WaveTrainer | null = null;
  #epoch: Promise<EpochResult[]> | null = null;
  #trainingSeconds = 0;
  #checkpointedAt = 0;
  #complete = false;
  #adapter: AdapterDescription;
  #sweep: { spec: Spec; models: readonly Model[]; plan: Plan };
  #watch: DeviceWatch;
  /** Bytes that were read back for checkpoints, and of weights for results and for {@link weights}. */
  readonly thetaBytesRead = { checkpoints: 0, exports: 0 };
  /** Where p(θ) is estimated: wide enough for the initial weights of every network of the sweep. */
  readonly densityGrid: DensityGrid;

  constructor(
    spec: Spec,
    models: readonly Model[],
    plan: Plan,
    adapter: AdapterDescription,
    private device: GPUDevice,
    private readonly data: LoadedData,
    readonly initialWeights: (model: Model) => Float32Array,
    private options: RunOptions,
    private readonly setupSeconds: number,
  ) {
    this.#sweep = { spec, models, plan };
    this.#adapter = adapter;
    this.#watch = new DeviceWatch(device);
    const networks = new Map(models.map((model) => [JSON.stringify(model.setting.network), model]));
    this.densityGrid = gridCovering([...networks.values()].map(initialWeights));
  }

  /** What is trained, with the changes that were made since. */
  get spec(): Spec {
    return this.#sweep.spec;
  }

  get models(): readonly Model[] {
    return this.#sweep.models;
  }

  get plan(): Plan {
    return this.#sweep.plan;
  }

  get adapter(): AdapterDescription {
    return this.#adapter;
  }

  /** The distinct data sets; paired settings share theirs. */
  get datasets(): readonly Dataset[] {
    return this.data.datasets;
  }

  /** Index of the data set of a model, by the model's index. */
  datasetOf(model: number): number {
    return this.data.datasetOf[model]!;
  }

  /** Where a live view's predictions are made, one per data set. */
  get livePoints(): readonly PredictionPoints[] {
    return this.data.livePoints;
  }

  /**
   * Trains the sweep, wave by wave; yields after every epoch. Called again after {@link resumeOn}, or after its loop was
   * left, it goes on from the last checkpoint of the wave in progress, or from the beginning of that wave.
   *
   * @throws ThetascapeError when the device fails, a DeviceLostError when it is lost
   */
  async *train(): AsyncGenerator<Snapshot, void, undefined> {
    for (const [index, { models }] of this.plan.waves.entries()) {
      if (models.every((model) => this.#records.has(model))) continue;
      if (this.#stopped()) return;
      yield* this.#trainWave(index);
    }
    this.#complete = !this.#stopped() && this.#modelSteps === this.plan.modelSteps;
  }

  /**
   * Changes a number in every model, after the epoch in progress; before the training, after the first epoch. The spec
   * then holds the change with its epoch, so that it makes the same run again.
   *
   * @throws ThetascapeError when the number is driven out of its range, or when models of an earlier wave are trained
   *   beyond that epoch already
   */
  change(adjustment: Adjustment): Change {
    const epoch = Math.max(1, (this.#progress?.epoch ?? 0) + (this.#epoch ? 1 : 0));
    const { models, plan } = this.#sweep;
    if (models.some(({ index, setting }) => this.#records.has(index) && setting.training.epochs > epoch)) {
      throw new ThetascapeError(
        `Some models are trained beyond epoch ${epoch} already, where no change reaches them: ` +
          `add it to the spec's "changes" and train the sweep again.`,
      );
    }
    const change = { epoch, ...adjustment };
    const spec = appendChange(this.spec, change);
    const changed = expand(spec);
    this.#sweep = { spec, models: changed, plan: withModels(plan, changed) };
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
    checkFeatures(
      this.plan.waves.map(({ kernels }) => kernels.path),
      device.features,
    );
    this.dispose();
    this.options = { ...this.options, ...options, device };
    this.device = device;
    this.#adapter = describeAdapter(device.adapterInfo);
    this.#watch = new DeviceWatch(device);
  }

  /**
   * The parameters (P,) of some models as they are now, in PyTorch's order; null for those whose training has not begun
   * or whose device is lost. The epoch in progress is waited for: the weights are always those of whole epochs.
   */
  async weights(indices: readonly number[]): Promise<(Float32Array | null)[]> {
    while (this.#epoch) await this.#epoch.catch(() => {});
    const current = await this.#currentWeights(indices);
    return indices.map((index) => this.#records.get(index)?.weights ?? current.get(index) ?? null);
  }

  /** The parameters (P,) of a model whose training is over; null of any other. */
  finalWeights(model: number): Float32Array | null {
    return this.#records.get(model)?.weights ?? null;
  }

  /**
   * Puts a wave on the device as its training would begin, to be measured; the run knows nothing of it.
   *
   * @throws ThetascapeError when the device refuses the memory
   */
  openWave(index: number): Promise<ResidentWave> {
    const inputs = this.#inputsOf(index, this.#modelsOf(index).map(this.initialWeights));
    return openWave(this.device, inputs, this.options.targetMilliseconds ?? 100);
  }

  /** All that was trained so far, in memory. Models of waves that never began are left out. */
  results(): RunResult {
    const trained = this.models.filter(({ index }) => this.#records.has(index));
    return {
      spec: this.spec,
      adapter: this.adapter,
      kernels: [...new Set(this.plan.waves.map(({ kernels }) => kernels.path))],
      datasets: this.data.datasets,
      predictionPoints: this.data.points,
      densityGrid: this.densityGrid,
      models: trained.map((model) => this.#records.get(model.index)!.result(model)),
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

  async *#trainWave(index: number): AsyncGenerator<Snapshot, void, undefined> {
    const progress = (this.#progress ??= this.#begin(index));
    progress.rewind();
    try {
      const trainer = await this.#timed(this.#createTrainer(progress));
      this.#trainer = trainer;
      if (progress.checkpoint) trainer.restore(progress.checkpoint);
      yield* this.#trainEpochs(trainer, progress);
      if (progress.epoch === 0) return;
      const finals = await this.#timed(trainer.finish(progress.epoch, this.options.signal));
      this.#countExports(finals.map(({ weights }) => weights));
      finals.forEach((final, i) => progress.records[i]!.finish(final));
      this.plan.waves[index]!.models.forEach((model, i) => this.#records.set(model, progress.records[i]!));
      this.#progress = null;
    } catch (error) {
      throw await this.#watch.causeOf(error);
    } finally {
      this.#trainer?.dispose();
      this.#trainer = null;
    }
  }

  async *#trainEpochs(trainer: WaveTrainer, progress: WaveProgress): AsyncGenerator<Snapshot, void, undefined> {
    const { index } = progress;
    const epochs = Math.max(...this.#modelsOf(index).map(({ setting }) => setting.training.epochs));
    while (progress.epoch < epochs && !this.#stopped()) {
      trainer.adopt(this.plan.waves[index]!, this.#modelsOf(index));
      this.#epoch = this.#timed(trainer.epoch(progress.epoch)).finally(() => (this.#epoch = null));
      const results = await this.#epoch;
      progress.add(results);
      await this.#timed(this.#checkpoint(trainer, progress));
      yield this.#snapshot(progress, results);
    }
  }

  #begin(index: number): WaveProgress {
    const models = this.#modelsOf(index);
    return new WaveProgress(
      index,
      models.map((model) => new ModelRecord(this.datasetOf(model.index), this.initialWeights(model))),
    );
  }

  #createTrainer({ index, records }: WaveProgress): Promise<WaveTrainer> {
    const inputs = this.#inputsOf(
      index,
      records.map(({ initialWeights }) => initialWeights),
    );
    const { targetMilliseconds = 100, density = false, live = null } = this.options;
    return WaveTrainer.create(this.device, this.#watch, inputs, { targetMilliseconds, density, live });
  }

  #inputsOf(index: number, initialWeights: readonly Float32Array[]): WaveInputs {
    const wave = this.plan.waves[index]!;
    const models = this.#modelsOf(index);
    return { wave, models, ...waveData(this.data, wave), initialWeights, densityGrid: this.densityGrid };
  }

  async #checkpoint(trainer: WaveTrainer, progress: WaveProgress): Promise<void> {
    const { checkpointSeconds = Infinity } = this.options;
    if (this.#trainingSeconds - this.#checkpointedAt < checkpointSeconds) return;
    progress.checkpoint = await trainer.checkpoint(progress.epoch);
    this.thetaBytesRead.checkpoints += progress.checkpoint.bytes;
    this.#checkpointedAt = this.#trainingSeconds;
  }

  /** Reads the weights of those models back that are in the wave in progress. */
  async #currentWeights(indices: readonly number[]): Promise<Map<number, Float32Array>> {
    if (!this.#trainer || !this.#progress) return new Map();
    const places = new Map(this.plan.waves[this.#progress.index]!.models.map((model, place) => [model, place]));
    const resident = indices.filter((index) => places.has(index));
    if (resident.length === 0) return new Map();
    const weights = await this.#trainer.weights(resident.map((index) => places.get(index)!));
    this.#countExports(weights);
    return new Map(resident.map((index, i) => [index, weights[i]!]));
  }

  #modelsOf(wave: number): Model[] {
    return this.plan.waves[wave]!.models.map((model) => this.models[model]!);
  }

  /** Optimizer steps of all models together. */
  get #modelSteps(): number {
    const records = [...this.#records.values(), ...(this.#progress?.records ?? [])];
    return records.reduce((total, { steps }) => total + steps, 0);
  }

  #countExports(weights: readonly Float32Array[]): void {
    this.thetaBytesRead.exports += weights.reduce((total, { byteLength }) => total + byteLength, 0);
  }

  async #timed<T>(work: Promise<T>): Promise<T> {
    const started = performance.now();
    return work.finally(() => (this.#trainingSeconds += (performance.now() - started) / 1000));
  }

  #stopped(): boolean {
    return this.options.signal?.aborted ?? false;
  }

  #snapshot({ index, epoch }: WaveProgress, results: readonly EpochResult[]): Snapshot {
    const { models } = this.plan.waves[index]!;
    return {
      wave: index,
      epoch,
      models: results.map((result, i) => modelSnapshot(models[i]!, result)),
      modelSteps: this.#modelSteps,
      totalModelSteps: this.plan.modelSteps,
      seconds: this.#trainingSeconds,
    };
  }
}

/**
 * Loads the data of a resolved spec, plans its sweep and takes a device; nothing is allocated on it before `train()`.
 * Throws ThetascapeError when the data does not fit the network, when there is no adapter, or when a limit is too low.
 */
export async function createRun(spec: Spec, platform: Platform, options: RunOptions = {}): Promise<Run> {
  const started = performance.now();
  const models = expand(spec);
  const data = await loadData(models, platform.files);
  const initialWeights = await initialWeightsOf(models, platform.files);
  const { device, adapter } = await takeDevice(platform, options.device);
  checkLimits(device.limits);
  const shapes = data.datasets.map((dataset, i) =>
    dataShape(dataset, data.points[i]!, options.live ? data.livePoints[i]! : null),
  );
  const preference = pathPreference(adapter, device.features, options.kernels);
  const plan = planSweep(models, data.datasetOf, shapes, device.limits, preference);
  const setupSeconds = (performance.now() - started) / 1000;
  return new Run(spec, models, plan, adapter, device, data, initialWeights, options, setupSeconds);
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
