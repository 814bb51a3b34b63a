import type { Dataset } from '../data/types';
import type { DensityGrid } from '../density-grid';
import { ThetascapeError } from '../errors';
import { describeAdapter } from '../gpu/adapter';
import { checkLimits, DeviceWatch } from '../gpu/device';
import { gridCovering } from '../metrics/density';
import type { AdapterDescription, PredictionPoints, RunResult } from '../metrics/types';
import { withModels, type Plan } from '../plan/plan';
import { appendChange, expand } from '../spec';
import type { Adjustment, Change, Model, Spec } from '../spec/types';
import { waveData, type LoadedData } from './load-data';
import { ModelRecord } from './model-record';
import type { DensitySink, LiveOptions, RunOptions } from './options';
import { checkFeatures } from './path-preference';
import { openWave, type ResidentWave } from './resident-wave';
import type { RunStore } from './run-store';
import { modelSnapshot, type ModelSnapshot, type Snapshot } from './snapshot';
import type { WaveInputs } from './upload';
import { WaveTrainer, type EpochResult } from './wave';
import { WaveProgress } from './wave-progress';

export type { DensitySink, LiveOptions, ModelSnapshot, RunOptions, Snapshot };

/** A sweep on a device: planned, trained, read. `createRun` makes one; `dispose()` of it. */
export class Run {
  /** Of the models that are trained to their end, or as far as a run that is stopped came; none that a store has. */
  readonly #records = new Map<number, ModelRecord>();
  #store: RunStore | null = null;
  /** Optimizer steps of the models that the store has. */
  #storedSteps = 0;
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
   * @param store takes over what is finished and, every `checkpointSeconds`, what is in progress; what it holds already
   *   is not trained again
   * @throws ThetascapeError when the device fails, a DeviceLostError when it is lost
   */
  async *train(store: RunStore | null = this.#store): AsyncGenerator<Snapshot, void, undefined> {
    this.#open(store);
    for (const [index, { models }] of this.plan.waves.entries()) {
      if (models.every((model) => this.#isDone(model))) continue;
      if (this.#stopped()) return;
      yield* this.#trainWave(index);
    }
    this.#complete = !this.#stopped() && this.models.every(({ index }) => this.#isDone(index));
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
    if (models.some(({ index, setting }) => this.#isDone(index) && setting.training.epochs > epoch)) {
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
    const paths = this.plan.waves.map(({ kernels }) => kernels.path);
    checkFeatures(paths, device.features);
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
    return openWave(this.device, inputs, this.options);
  }

  /** All that was trained so far, in memory. Models of waves that never began, or that a store has, are left out. */
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

  #open(store: RunStore | null): void {
    this.#store = store;
    this.#trainingSeconds ||= store?.seconds ?? 0;
    this.#storedSteps = 0;
    for (const { models, stepsPerEpoch } of this.plan.waves) {
      const stored = models.filter((model) => store?.finished.has(model));
      for (const model of stored) this.#storedSteps += stepsPerEpoch * this.#epochsOf(model);
    }
  }

  async *#trainWave(index: number): AsyncGenerator<Snapshot, void, undefined> {
    const progress = (this.#progress ??= await this.#begin(index));
    progress.rewind();
    try {
      const trainer = await this.#timed(this.#createTrainer(progress));
      this.#trainer = trainer;
      if (progress.state) trainer.restore(progress.state.checkpoint);
      yield* this.#trainEpochs(trainer, progress);
      if (progress.epoch === 0) return;
      if (this.#stopped()) await this.#timed(this.#checkpoint(trainer, progress));
      const finals = await this.#timed(trainer.finish(progress.epoch, this.options.signal));
      this.#countExports(finals.map(({ weights }) => weights));
      finals.forEach((final, i) => progress.records[i]!.finish(final));
      await this.#keep(progress);
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
    const epochs = Math.max(...this.plan.waves[index]!.models.map((model) => this.#epochsOf(model)));
    while (progress.epoch < epochs && !this.#stopped()) {
      trainer.adopt(this.plan.waves[index]!, this.#modelsOf(index));
      this.#epoch = this.#timed(trainer.epoch(progress.epoch)).finally(() => (this.#epoch = null));
      const results = await this.#epoch;
      progress.add(results);
      await this.#timed(this.#checkpoint(trainer, progress));
      yield this.#snapshot(progress, results);
    }
  }

  async #begin(index: number): Promise<WaveProgress> {
    const models = this.#modelsOf(index);
    const records = models.map((model) => new ModelRecord(this.datasetOf(model.index), this.initialWeights(model)));
    const state = await this.#store?.checkpointOf(this.plan.waves[index]!.models);
    return new WaveProgress(index, records, state ?? null);
  }

  /** Hands a wave over to the store, or keeps it in memory: as far as it came, when the run is stopped. */
  async #keep({ index, records }: WaveProgress): Promise<void> {
    const models = this.#modelsOf(index);
    if (this.#store && !this.#stopped()) {
      const results = models.map((model, i) => records[i]!.result(model));
      await this.#store.keepResults(results, this.#trainingSeconds);
      this.#storedSteps += records.reduce((total, { steps }) => total + steps, 0);
    } else models.forEach((model, i) => this.#records.set(model.index, records[i]!));
  }

  #isDone(model: number): boolean {
    return this.#records.has(model) || (this.#store?.finished.has(model) ?? false);
  }

  #createTrainer({ index, records }: WaveProgress): Promise<WaveTrainer> {
    const weights = records.map(({ initialWeights }) => initialWeights);
    const inputs = this.#inputsOf(index, weights);
    const { density = false, live = null } = this.options;
    return WaveTrainer.create(this.device, this.#watch, inputs, { ...this.options, density, live });
  }

  #inputsOf(index: number, initialWeights: readonly Float32Array[]): WaveInputs {
    const wave = this.plan.waves[index]!;
    const models = this.#modelsOf(index);
    return { wave, models, ...waveData(this.data, wave), initialWeights, densityGrid: this.densityGrid };
  }

  async #checkpoint(trainer: WaveTrainer, progress: WaveProgress): Promise<void> {
    const { checkpointSeconds = Infinity } = this.options;
    const due = this.#trainingSeconds - this.#checkpointedAt >= checkpointSeconds;
    const last = this.#store !== null && this.#stopped() && progress.state?.checkpoint.epoch !== progress.epoch;
    if (!due && !last) return;
    const checkpoint = await trainer.checkpoint(progress.epoch);
    const state = progress.mark(checkpoint);
    await this.#store?.keepCheckpoint(this.plan.waves[progress.index]!.models, state, this.#trainingSeconds);
    this.thetaBytesRead.checkpoints += checkpoint.bytes;
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

  #epochsOf(model: number): number {
    return this.models[model]!.setting.training.epochs;
  }

  /** Optimizer steps of all models together. */
  get #modelSteps(): number {
    const records = [...this.#records.values(), ...(this.#progress?.records ?? [])];
    return records.reduce((total, { steps }) => total + steps, this.#storedSteps);
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
