import { DeviceWatch } from '../gpu/device';
import { Halving } from './halving';
import type { WavePlan } from '../plan/wave-plan';
import { KeptModels } from './kept-models';
import { chosenStates } from './member-state';
import type { TrainingHistory } from './model-record';
import type { RunOptions } from './options';
import { revisit } from './revisit';
import type { RunStore } from './run-store';
import { Waves, type Schedule, type Segment } from './schedule';
import { modelSnapshot, type Snapshot } from './snapshot';
import type { Sweep } from './sweep';
import { WaveTrainer, type EpochResult } from './wave';
import { WaveProgress } from './wave-progress';

/** What is done of a sweep, and how it goes on: segment by segment, on one device after another. */
export class Training {
  readonly kept: KeptModels;
  #schedule: Schedule | null = null;
  #segment: Segment | null = null;
  /** The segment in progress: what the host knows of it, what lies on the device, and its epoch in progress. */
  #progress: WaveProgress | null = null;
  #trainer: WaveTrainer | null = null;
  #epoch: Promise<EpochResult[]> | null = null;
  #seconds = 0;
  #checkpointedAt = 0;
  #complete = false;
  #watch: DeviceWatch;
  /** Bytes that were read back for checkpoints, and of weights. */
  readonly thetaBytesRead = { checkpoints: 0, exports: 0 };

  constructor(
    private readonly sweep: Sweep,
    private device: GPUDevice,
    private options: RunOptions,
  ) {
    this.#watch = new DeviceWatch(device);
    this.kept = new KeptModels(sweep.plan.order, options.live !== undefined);
  }

  /** Whether every model has come to its end. */
  get complete(): boolean {
    return this.#complete;
  }

  get seconds(): number {
    return this.#seconds;
  }

  /** Epochs that the models of the segment in progress have been trained, the one in progress included. */
  get epoch(): number {
    return (this.#progress?.epoch ?? 0) + (this.#epoch ? 1 : 0);
  }

  /** Trains what a store does not have; called again, it goes on from the last checkpoint of the segment in progress. */
  async *train(store: RunStore | null): AsyncGenerator<Snapshot, void, undefined> {
    const schedule = await this.#open(store);
    while ((this.#segment ??= this.#stopped() ? this.#ending(schedule) : schedule.next())) {
      yield* this.#trainSegment(this.#segment, schedule);
    }
    this.#complete = !this.#stopped();
  }

  /** What a run that is stopped has still to do: models that wait get results as they are, where those are for memory. */
  #ending(schedule: Schedule): Segment | null {
    return (this.kept.store?.predictions ?? true) ? schedule.waiting() : null;
  }

  /** Yields the last epoch of every wave in memory once more, as a live view is shown it; nothing is trained. */
  async *revisit(): AsyncGenerator<Snapshot, void, undefined> {
    for await (const { wave, index, epoch, results } of revisit(this.device, this.sweep, this.kept, this.options)) {
      yield this.#snapshot(wave, index, epoch, results);
    }
  }

  /** Has the store keep the state after the latest epoch. */
  async keep(): Promise<void> {
    if (this.#trainer && this.#progress && !this.#epoch) await this.#checkpoint(this.#trainer, this.#progress, true);
  }

  /** What was recorded of a model until now; null before its training. */
  recorded(model: number): TrainingHistory | null {
    const position = this.#progress?.wave.models.indexOf(model) ?? -1;
    return (this.#progress?.records[position] ?? this.kept.record(model))?.history ?? null;
  }

  /** Whether models that are not in progress have been trained for more epochs than so many. */
  isBeyond(epoch: number): boolean {
    const { plan, members } = this.sweep;
    const ended = plan.waves.filter((wave) => !this.kept.leftOf(wave, members)).flatMap(({ models }) => models);
    const epochsOf = (index: number): number =>
      this.kept.record(index)?.epochs ?? this.sweep.modelAt(index).setting.training.epochs;
    return ended.some((index) => epochsOf(index) > epoch) || (this.#schedule?.isWaitingBeyond(epoch) ?? false);
  }

  /** Takes over a change that the sweep has got. */
  adoptChange(): void {
    this.#progress?.adopt(this.sweep.models);
  }

  /** Goes on on another device, with what lies on this one lost. */
  moveTo(device: GPUDevice, options: RunOptions): void {
    this.options = options;
    this.device = device;
    this.#watch = new DeviceWatch(device);
  }

  /** The parameters (P,) of some models after the epoch in progress, or at their end; null of those that lie nowhere. */
  async weights(indices: readonly number[]): Promise<(Float32Array | null)[]> {
    while (this.#epoch) await this.#epoch.catch(() => {});
    const current = await this.#currentWeights(indices);
    return indices.map((index) => this.kept.record(index)?.weights ?? current.get(index) ?? null);
  }

  /** Frees all that is allocated. */
  dispose(): void {
    this.#trainer?.dispose();
    this.#watch.dispose();
  }

  /** The schedule in progress, or that of what a store does not have. */
  async #open(store: RunStore | null): Promise<Schedule> {
    if (this.#schedule && store === this.kept.store) return this.#schedule;
    this.#seconds ||= store?.seconds ?? 0;
    const { halving } = this.sweep.spec;
    const rungs = (halving && (await store?.rungs())) ?? [];
    this.kept.open(store, this.sweep.plan, this.sweep.members, rungs);
    this.#schedule = halving ? new Halving(this.sweep, this.kept, halving, rungs) : new Waves(this.sweep, this.kept);
    return this.#schedule;
  }

  async *#trainSegment(segment: Segment, schedule: Schedule): AsyncGenerator<Snapshot, void, undefined> {
    const progress = (this.#progress ??= await this.#begin(segment));
    progress.rewind();
    try {
      const trainer = await this.#timed(this.#createTrainer(progress));
      this.#trainer = trainer;
      if (progress.state) trainer.restore(progress.state.checkpoint);
      yield* this.#trainEpochs(trainer, progress);
      if (progress.epoch > 0) {
        if (this.#stopped()) await this.#timed(this.#checkpoint(trainer, progress));
        await this.#end(trainer, progress, this.#stopped() ? null : schedule);
      }
      [this.#progress, this.#segment] = [null, null];
      if (this.kept.store) this.sweep.data.release();
    } catch (error) {
      throw await this.#watch.causeOf(error);
    } finally {
      this.#trainer?.dispose();
      this.#trainer = null;
    }
  }

  async *#trainEpochs(trainer: WaveTrainer, progress: WaveProgress): AsyncGenerator<Snapshot, void, undefined> {
    while (progress.epoch < progress.until && !this.#stopped()) {
      // in progress from this moment on, for whoever asks for weights
      this.#epoch = this.#timed(this.#trainEpoch(trainer, progress)).finally(() => (this.#epoch = null));
      const results = await this.#epoch;
      progress.add(results);
      await this.#timed(this.#checkpoint(trainer, progress));
      yield this.#snapshot(progress.wave, progress.segment.index, progress.epoch, results);
    }
  }

  /** Reads the results of a segment, and what goes on of it by the schedule; there is none when the run is stopped. */
  async #end(trainer: WaveTrainer, progress: WaveProgress, schedule: Schedule | null): Promise<void> {
    const { epoch, models, records } = progress;
    const predictions = this.kept.store?.predictions ?? true;
    // evaluating the models that end must not touch what the others go on from
    const state = schedule?.isRung(epoch) ? progress.stateOf(await this.#timed(trainer.checkpoint(epoch))) : null;
    const finals = await this.#timed(trainer.finish(epoch, predictions, this.options.signal));
    this.#countExports(finals.map(({ weights }) => weights));
    const isWhole = !this.#stopped();
    const verdict = isWhole && state ? schedule!.judge(progress) : null;
    const isStopped = (model: number) => verdict !== null && models[model]!.setting.training.epochs > epoch;
    finals.forEach((final, i) => records[i]!.finish(final, isStopped(i) ? epoch : null));
    const rung = verdict && { ...verdict, state: chosenStates(state!, verdict.positions) };
    await this.kept.keep(progress, isWhole, this.#seconds, rung);
    if (rung) schedule!.continue(rung);
  }

  async #trainEpoch(trainer: WaveTrainer, { wave, models, epoch }: WaveProgress): Promise<EpochResult[]> {
    await trainer.adopt(wave, models);
    return trainer.epoch(epoch);
  }

  async #begin(segment: Segment): Promise<WaveProgress> {
    const models = await this.sweep.modelsOf(segment.wave);
    const records = models.map((model) => this.sweep.recordOf(model));
    const state = (await this.kept.store?.checkpointOf(segment.wave.places)) ?? segment.state;
    return new WaveProgress(segment, segment.wave, models, records, state);
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
    const due = this.#seconds - this.#checkpointedAt >= checkpointSeconds;
    const { store } = this.kept;
    const last = store !== null && held && progress.state?.checkpoint.epoch !== progress.epoch;
    if (!due && !last) return;
    const checkpoint = await trainer.checkpoint(progress.epoch);
    const state = progress.mark(checkpoint);
    await store?.keepCheckpoint(progress.wave.places, state, this.#seconds);
    this.thetaBytesRead.checkpoints += checkpoint.bytes;
    this.#checkpointedAt = this.#seconds;
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
  get modelSteps(): number {
    const records = this.#progress?.records ?? [];
    return records.reduce(
      (total, { steps }) => total + steps,
      this.kept.modelSteps + (this.#schedule?.waitingSteps ?? 0),
    );
  }

  #countExports(weights: readonly Float32Array[]): void {
    this.thetaBytesRead.exports += weights.reduce((total, { byteLength }) => total + byteLength, 0);
  }

  async #timed<T>(work: Promise<T>): Promise<T> {
    const started = performance.now();
    return work.finally(() => (this.#seconds += (performance.now() - started) / 1000));
  }

  #stopped(): boolean {
    return this.options.signal?.aborted ?? false;
  }

  /** @param index number of the segment, or of the wave in the plan */
  #snapshot(wave: WavePlan, index: number, epoch: number, results: readonly EpochResult[]): Snapshot {
    return {
      wave: index,
      epoch,
      models: results.map((result, i) => modelSnapshot(wave.models[i]!, result)),
      modelSteps: this.modelSteps,
      totalModelSteps: this.#schedule?.modelSteps ?? this.sweep.plan.modelSteps,
      seconds: this.#seconds,
    };
  }
}
