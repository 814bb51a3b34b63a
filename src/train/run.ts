import type { Dataset } from '../data/types';
import type { DensityGrid } from '../density-grid';
import { ThetascapeError } from '../errors';
import { describeAdapter } from '../gpu/adapter';
import { checkLimits, DeviceWatch } from '../gpu/device';
import type { AdapterDescription, PredictionPoints, RunResult } from '../metrics/types';
import type { Plan } from '../plan/plan';
import type { WavePlan } from '../plan/wave-plan';
import type { ModelList } from '../spec';
import type { Adjustment, Change, Model, Spec } from '../spec/types';
import { KeptModels } from './kept-models';
import type { KeptModel, TrainingHistory } from './model-record';
import type { DensitySink, LiveOptions, RunOptions } from './options';
import { checkFeatures } from './path-preference';
import { openWave, type ResidentWave } from './resident-wave';
import { revisit } from './revisit';
import type { RunStore } from './run-store';
import { modelSnapshot, type ModelSnapshot, type Snapshot } from './snapshot';
import type { Sweep } from './sweep';
import { WaveTrainer, type EpochResult } from './wave';
import { WaveProgress } from './wave-progress';

export type { DensitySink, LiveOptions, ModelSnapshot, RunOptions, Snapshot, TrainingHistory };

/** A sweep on a device: planned, trained, read. `createRun` makes one; `dispose()` of it. */
export class Run {
  readonly #kept: KeptModels;
  /** The wave in progress: what the host knows of it, what lies on the device, and its epoch in progress. */
  #progress: WaveProgress | null = null;
  #trainer: WaveTrainer | null = null;
  #epoch: Promise<EpochResult[]> | null = null;
  #trainingSeconds = 0;
  #checkpointedAt = 0;
  #complete = false;
  #adapter: AdapterDescription;
  #watch: DeviceWatch;
  /** Bytes that were read back for checkpoints, and of weights for results and for {@link weights}. */
  readonly thetaBytesRead = { checkpoints: 0, exports: 0 };

  constructor(
    private readonly sweep: Sweep,
    adapter: AdapterDescription,
    private device: GPUDevice,
    private options: RunOptions,
    private readonly setupSeconds: number,
  ) {
    this.#kept = new KeptModels(options.live !== undefined);
    this.#adapter = adapter;
    this.#watch = new DeviceWatch(device);
  }

  /** What is trained, with the changes that were made since. */
  get spec(): Spec {
    return this.sweep.spec;
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
  async *train(store: RunStore | null = this.#kept.store): AsyncGenerator<Snapshot, void, undefined> {
    this.#trainingSeconds ||= store?.seconds ?? 0;
    this.#kept.open(store, this.plan, this.sweep.members);
    for (const [index, planned] of this.plan.waves.entries()) {
      const wave = this.#kept.leftOf(planned, this.sweep.members);
      if (!wave) continue;
      if (this.#stopped()) return;
      yield* this.#trainWave(index, wave);
    }
    this.#complete = !this.#stopped() && this.plan.waves.every((wave) => !this.#kept.leftOf(wave, this.sweep.members));
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
    const before = this.plan.waves.filter((wave) => !this.#kept.leftOf(wave, this.sweep.members));
    if (
      before.some(({ models }) => models.some((index) => this.sweep.modelAt(index).setting.training.epochs > epoch))
    ) {
      throw new ThetascapeError(
        `Some models are trained beyond epoch ${epoch} already, where no change reaches them: ` +
          `add it to the spec's "changes" and train the sweep again.`,
      );
    }
    const change = { epoch, ...adjustment };
    this.sweep.change(change);
    this.#progress?.adopt(this.models);
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
    return indices.map((index) => this.#kept.record(index)?.weights ?? current.get(index) ?? null);
  }

  /** Takes models over that were trained to their end before, as a store has kept them. */
  adopt(kept: readonly (KeptModel & { index: number })[]): void {
    this.#kept.adopt(kept, this.sweep);
  }

  /** Yields the last epoch of every wave in memory once more, as a live view is shown it; nothing is trained. */
  async *revisit(): AsyncGenerator<Snapshot, void, undefined> {
    for await (const { progress, results } of revisit(this.device, this.sweep, this.#kept, this.options)) {
      yield { ...this.#snapshot(progress, results), epoch: progress.epochs };
    }
  }

  /** Has the store keep the state after the latest epoch: for a training that is held back between two epochs. */
  async keep(): Promise<void> {
    if (this.#trainer && this.#progress && !this.#epoch) await this.#checkpoint(this.#trainer, this.#progress, true);
  }

  /** What was recorded of a model until now; null before its training. */
  recorded(model: number): TrainingHistory | null {
    const place = this.#progress?.wave.models.indexOf(model) ?? -1;
    return (this.#progress?.records[place] ?? this.#kept.record(model))?.history ?? null;
  }

  /** The parameters (P,) of a model whose training is over; null of any other. */
  finalWeights(model: number): Float32Array | null {
    return this.#kept.record(model)?.weights ?? null;
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
    return {
      spec: this.spec,
      adapter: this.adapter,
      kernels: [...new Set(this.plan.waves.map(({ kernels }) => kernels.path))],
      datasets: this.sweep.data.datasets,
      predictionPoints: this.sweep.data.points,
      densityGrid: this.densityGrid,
      models: this.#kept.inMemory.map((index) => this.#kept.record(index)!.result(this.sweep.modelAt(index))),
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

  async *#trainWave(index: number, wave: WavePlan): AsyncGenerator<Snapshot, void, undefined> {
    const progress = (this.#progress ??= await this.#begin(index, wave));
    progress.rewind();
    try {
      const trainer = await this.#timed(this.#createTrainer(progress));
      this.#trainer = trainer;
      if (progress.state) trainer.restore(progress.state.checkpoint);
      yield* this.#trainEpochs(trainer, progress);
      if (progress.epoch === 0) return;
      if (this.#stopped()) await this.#timed(this.#checkpoint(trainer, progress));
      const finals = await this.#timed(
        trainer.finish(progress.epoch, this.#kept.store?.predictions ?? true, this.options.signal),
      );
      this.#countExports(finals.map(({ weights }) => weights));
      finals.forEach((final, i) => progress.records[i]!.finish(final));
      await this.#kept.keep(progress, !this.#stopped(), this.#trainingSeconds);
      this.#progress = null;
      if (this.#kept.store) this.sweep.data.release();
    } catch (error) {
      throw await this.#watch.causeOf(error);
    } finally {
      this.#trainer?.dispose();
      this.#trainer = null;
    }
  }

  async *#trainEpochs(trainer: WaveTrainer, progress: WaveProgress): AsyncGenerator<Snapshot, void, undefined> {
    while (progress.epoch < progress.epochs && !this.#stopped()) {
      trainer.adopt(progress.wave, progress.models);
      this.#epoch = this.#timed(trainer.epoch(progress.epoch)).finally(() => (this.#epoch = null));
      const results = await this.#epoch;
      progress.add(results);
      await this.#timed(this.#checkpoint(trainer, progress));
      yield this.#snapshot(progress, results);
    }
  }

  async #begin(index: number, wave: WavePlan): Promise<WaveProgress> {
    const models = await this.sweep.modelsOf(wave);
    const records = models.map((model) => this.sweep.recordOf(model));
    const state = await this.#kept.store?.checkpointOf(wave.places);
    return new WaveProgress(index, wave, models, records, state ?? null);
  }

  #createTrainer({ wave, models, records }: WaveProgress): Promise<WaveTrainer> {
    const weights = records.map(({ initialWeights }) => initialWeights);
    const { density = false, live = null } = this.options;
    const inputs = this.sweep.inputsOf(wave, models, weights);
    return WaveTrainer.create(this.device, this.#watch, inputs, { ...this.options, density, live });
  }

  /** @param held whether the next epoch takes its time, or never comes */
  async #checkpoint(trainer: WaveTrainer, progress: WaveProgress, held = this.#stopped()): Promise<void> {
    const { checkpointSeconds = Infinity } = this.options;
    const due = this.#trainingSeconds - this.#checkpointedAt >= checkpointSeconds;
    const { store } = this.#kept;
    const last = store !== null && held && progress.state?.checkpoint.epoch !== progress.epoch;
    if (!due && !last) return;
    const checkpoint = await trainer.checkpoint(progress.epoch);
    const state = progress.mark(checkpoint);
    await store?.keepCheckpoint(progress.wave.places, state, this.#trainingSeconds);
    this.thetaBytesRead.checkpoints += checkpoint.bytes;
    this.#checkpointedAt = this.#trainingSeconds;
  }

  /** Reads the weights of those models back that are in the wave in progress. */
  async #currentWeights(indices: readonly number[]): Promise<Map<number, Float32Array>> {
    if (!this.#trainer || !this.#progress) return new Map();
    const places = new Map(this.#progress.wave.models.map((model, place) => [model, place]));
    const resident = indices.filter((index) => places.has(index));
    if (resident.length === 0) return new Map();
    const weights = await this.#trainer.weights(resident.map((index) => places.get(index)!));
    this.#countExports(weights);
    return new Map(resident.map((index, i) => [index, weights[i]!]));
  }

  /** Optimizer steps of all models together. */
  get #modelSteps(): number {
    const records = this.#progress?.records ?? [];
    return records.reduce((total, { steps }) => total + steps, this.#kept.modelSteps);
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

  #snapshot({ index, epoch, wave }: WaveProgress, results: readonly EpochResult[]): Snapshot {
    return {
      wave: index,
      epoch,
      models: results.map((result, i) => modelSnapshot(wave.models[i]!, result)),
      modelSteps: this.#modelSteps,
      totalModelSteps: this.plan.modelSteps,
      seconds: this.#trainingSeconds,
    };
  }
}
