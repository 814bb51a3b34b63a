import type { Buffers } from '../buffers/allocate';
import { readBack, type BufferSlice } from '../buffers/read-back';
import type { DeviceWatch } from '../gpu/device';
import { StaleReadBackError } from '../gpu/lost';
import type { Predictions, ThetaStatistics } from '../metrics/types';
import { pointRows, validationRows } from '../plan/data-shape';
import { unpackParameters } from '../plan/layout';
import type { WavePlan } from '../plan/wave-plan';
import type { Model } from '../spec/types';
import { restoreCheckpoint, takeCheckpoint, type Checkpoint } from './checkpoint';
import { readView, viewSources, type EpochView } from './epoch-view';
import { frozenAt, meanOfBatches, meanOverRows, readHealth, readLosses } from './loss-records';
import { predictLive } from './live-predictions';
import { compileObservers, Observers } from './observers';
import type { Pacing, PassQueue } from './pass-queue';
import { evaluationPasses, trainPasses, validationPasses, type Evaluation, type Pass } from './passes';
import { NO_PREDICTIONS, noMoments, predictionsOf, readMoments, semanticPasses, type Moments } from './predictions';
import type { LiveOptions } from './options';
import { openWave } from './resident-wave';
import { readStatistics } from './statistics';
import { bindKernels } from './bind-kernels';
import { uploadCorrections, uploadSettings, type WaveInputs } from './upload';

/** What is kept of one epoch of one model. */
export interface EpochRecord {
  /** (S,) loss of each step's batch. */
  stepLoss: Float32Array;
  trainLoss: number;
  validationLoss: number;
  divergedAt: number | null;
  layers: ThetaStatistics[];
}

/** What one epoch did to one model. */
export type EpochResult = EpochRecord & EpochView;

/** What is read of a model when its training is over. */
export interface FinalResult {
  weights: Float32Array;
  validation: { on: number; off: number; mean: number };
  predictions: Predictions;
  divergedAt: number | null;
}

/** What one evaluation gave, by model. */
interface Evaluated {
  loss: number[];
  moments: Moments[];
}

export interface WaveOptions extends Pacing {
  /** Whether each epoch estimates the density of the parameters. */
  density: boolean;
  /** What a live view wants; the wave is planned for one. */
  live: LiveOptions | null;
}

/**
 * Dropout masks of different evaluations are told apart by these counters. Those after training do not depend on the
 * epochs of the wave, since a model's masks must not depend on what it is packed with.
 */
const COUNTERS = {
  validation: 1,
  points: 2,
  afterEpoch: (epoch: number) => 4 * (epoch + 1),
};

/** Models resident on the GPU together, trained side by side. Owns its buffers. */
export class WaveTrainer {
  #tick = 0;
  readonly #models: number;
  readonly #slots: number;

  private constructor(
    private readonly device: GPUDevice,
    private readonly watch: DeviceWatch,
    private inputs: WaveInputs,
    private readonly buffers: Buffers,
    private readonly queue: PassQueue,
    private readonly observers: Observers,
    private readonly options: WaveOptions,
  ) {
    this.#models = inputs.models.length;
    this.#slots = inputs.wave.stepsPerEpoch + inputs.wave.evaluationBatches;
  }

  /** Allocates and uploads. Throws ThetascapeError when the device refuses the memory. */
  static async create(
    device: GPUDevice,
    watch: DeviceWatch,
    inputs: WaveInputs,
    options: WaveOptions,
  ): Promise<WaveTrainer> {
    const { density, live } = options;
    const sink = live?.densities ?? null;
    // beside the kernels that train: compiling is most of what going on after a loss takes
    const compiling = compileObservers(device, { density, sink });
    compiling.catch(() => {}); // heard of below, unless the wave fails first
    const { buffers, queue } = await openWave(device, inputs, options);
    try {
      const observers = new Observers(device, inputs.wave, buffers, sink, await compiling);
      observers.begin();
      return new WaveTrainer(device, watch, inputs, buffers, queue, observers, options);
    } catch (error) {
      buffers.dispose();
      throw error;
    }
  }

  /** Models that still train in `epoch` (from 0); the wave holds the longest trainings first. */
  active(epoch: number): number {
    return this.inputs.models.filter(({ setting }) => setting.training.epochs > epoch).length;
  }

  /** Takes over changes that the settings of its models have got; they are in force from the next epoch on. */
  async adopt(wave: WavePlan, models: readonly Model[]): Promise<void> {
    if (wave.dropout && !this.inputs.wave.dropout) {
      this.queue.kernels = await bindKernels(this.device, wave, this.buffers); // those at hand draw no masks
    }
    this.inputs = { ...this.inputs, wave, models };
  }

  /** Trains one epoch (from 0) and evaluates it; returns one result per active model, in the wave's order. */
  async epoch(epoch: number): Promise<EpochResult[]> {
    const { wave } = this.inputs;
    const models = this.active(epoch);
    uploadCorrections(this.device, this.buffers, this.inputs, epoch);
    const changes = this.inputs.models.some(({ setting }) => setting.changes.some((change) => change.epoch === epoch));
    if (changes) uploadSettings(this.device, this.buffers, this.inputs, epoch);
    const training = this.#take(trainPasses(wave, epoch, this.#tick));
    const validation = this.#take(
      this.#evaluation((epoch + 1) * wave.stepsPerEpoch, {
        ...validationRows(wave.data),
        passes: validationPasses(wave),
        moments: false,
        counter: COUNTERS.afterEpoch(epoch),
        firstLossSlot: wave.stepsPerEpoch,
      }),
    );
    await this.queue.submit([...training, ...validation], models);
    this.observers.observe(models, epoch + 1);
    await this.#predictLive(epoch, models);
    const viewed = viewSources(this.buffers, wave, this.options);
    const [losses, health, reports, statistics, ...views] = await this.#readBack([
      ...['losses', 'health', 'updateReports', 'statistics'].map((name) => this.buffers.get(name)),
      ...viewed.values(),
    ]);
    const contents = new Map([...viewed.keys()].map((name, i) => [name, views[i]!]));
    const scored = lastOfEachSlot(validation);
    return Array.from({ length: models }, (_, model) => {
      const own = readHealth(health!, reports!, model);
      if (frozenAt(own) === null && own.stamp !== training.at(-1)!.step.stamp)
        throw new StaleReadBackError('a step stamp');
      const stepLoss = readLosses(losses!, this.#slots, model, training, own);
      return {
        stepLoss,
        trainLoss: meanOfBatches(stepLoss),
        validationLoss: meanOverRows(readLosses(losses!, this.#slots, model, scored, own), scored),
        divergedAt: frozenAt(own),
        layers: readStatistics(statistics!, wave.layout, model),
        ...readView(contents, wave, model, this.options, frozenAt(own) !== null),
      };
    });
  }

  /**
   * Evaluates the trained models under each dropout semantic and reads them back. `epochs` is how many were trained.
   * An abort ends the Monte-Carlo passes within two submissions, and NaN stands for what they would have given.
   *
   * @param predictions whether they are wanted, or only losses and weights
   */
  async finish(epochs: number, predictions: boolean, signal?: AbortSignal): Promise<FinalResult[]> {
    const { wave } = this.inputs;
    const { passes } = wave.setting.evaluation;
    const evaluate = async (rows: { start: number; rows: number }, counter: number, kept: boolean) => {
      const results: Evaluated[] = [];
      for (const count of semanticPasses(wave, passes)) {
        const evaluation = { ...rows, passes: count, moments: true, counter, firstLossSlot: 0 };
        results.push(await this.#evaluate(epochs, evaluation, kept, count > 1 ? signal : undefined));
      }
      const [off, on, mean] = results;
      return { off: off!, on: on ?? off!, mean: mean ?? off! };
    };
    const { off, on, mean } = await evaluate(validationRows(wave.data), COUNTERS.validation, false);
    const at = predictions ? await evaluate(pointRows(wave.data), COUNTERS.points, true) : null;
    const weights = await this.weights([...this.inputs.models.keys()]);
    const [health, reports] = await this.#read(['health', 'updateReports']);
    return weights.map((own, model) => ({
      weights: own,
      validation: { on: on.loss[model]!, off: off.loss[model]!, mean: mean.loss[model]! },
      predictions: at
        ? predictionsOf(
            at.on.moments[model]!,
            at.off.moments[model]!,
            at.mean.moments[model]!,
            wave.dropout ? passes : 1,
          )
        : NO_PREDICTIONS,
      divergedAt: frozenAt(readHealth(health!, reports!, model)),
    }));
  }

  /** (P,) parameters in PyTorch's order of some models, given by their places in the wave, as they are now. */
  async weights(places: readonly number[]): Promise<Float32Array[]> {
    const { layout } = this.inputs.wave;
    const size = 16 * layout.parameterStride;
    const buffer = this.buffers.get('parameters');
    const rows = await this.#readBack(places.map((place) => ({ buffer, offset: place * size, size })));
    return rows.map((row) => unpackParameters(layout, new Float32Array(row)));
  }

  /** Reads the state after `epoch` epochs back. */
  async checkpoint(epoch: number): Promise<Checkpoint> {
    return takeCheckpoint(this.device, this.buffers, this.inputs.wave.kernels.path, epoch, this.#tick);
  }

  /** Goes on from a state that was read from a wave of the same plan. */
  restore(checkpoint: Checkpoint): void {
    restoreCheckpoint(this.device, this.buffers, this.inputs.wave.kernels.path, checkpoint);
    uploadSettings(this.device, this.buffers, this.inputs, checkpoint.epoch);
    this.#tick = checkpoint.tick;
  }

  dispose(): void {
    this.buffers.dispose();
  }

  /** One evaluation of all models: their losses and, if kept, their predictions' moments; NaN when `signal` cut it short. */
  async #evaluate(epochs: number, evaluation: Evaluation, kept: boolean, signal?: AbortSignal): Promise<Evaluated> {
    const { wave } = this.inputs;
    // a grid may have more batches than there are slots for losses; the last ones then prove the pass
    const passes = this.#evaluation(epochs * wave.stepsPerEpoch, evaluation).map((pass) => ({
      ...pass,
      step: { ...pass.step, lossSlot: pass.step.lossSlot % this.#slots },
    }));
    if (!(await this.queue.submit(this.#take(passes), this.#models, signal))) {
      const { models } = this.inputs;
      return { loss: models.map(() => NaN), moments: models.map(() => noMoments(wave, evaluation.rows)) };
    }
    const names = ['losses', 'health', 'updateReports', ...(kept ? ['moments'] : [])];
    const [losses, health, reports, moments] = await this.#read(names);
    const scored = lastOfEachSlot(passes);
    const perModel = Array.from({ length: this.#models }, (_, model) => ({
      model,
      own: readHealth(health!, reports!, model),
    }));
    return {
      loss: perModel.map(({ model, own }) =>
        meanOverRows(readLosses(losses!, this.#slots, model, scored, own), scored),
      ),
      // a frozen model predicts nothing: what its rows hold is left from before
      moments: (moments ? perModel : []).map(({ model, own }) =>
        frozenAt(own) === null ? readMoments(moments!, wave, model, evaluation.rows) : noMoments(wave, evaluation.rows),
      ),
    };
  }

  #evaluation(steps: number, evaluation: Evaluation): Pass[] {
    return evaluationPasses(this.inputs.wave, steps, evaluation, this.#tick);
  }

  #take(passes: Pass[]): Pass[] {
    this.#tick += passes.length;
    return passes;
  }

  async #predictLive(epoch: number, models: number): Promise<void> {
    const { device, inputs, buffers, queue } = this;
    const { live } = this.options;
    const resident = { device, inputs, buffers, queue };
    if (live) this.#tick += await predictLive(resident, live.predictionPasses, epoch, models, this.#tick);
  }

  async #read(names: readonly string[]): Promise<ArrayBuffer[]> {
    return this.#readBack(names.map((name) => this.buffers.get(name)));
  }

  async #readBack(sources: readonly (GPUBuffer | BufferSlice)[]): Promise<ArrayBuffer[]> {
    try {
      const read = await readBack(this.device, sources);
      this.watch.check();
      return read;
    } catch (error) {
      this.watch.check();
      throw error;
    }
  }
}

/** The last pass of each batch: the one that writes its loss. */
function lastOfEachSlot(passes: readonly Pass[]): Pass[] {
  return [...new Map(passes.map((pass) => [pass.step.lossSlot, pass])).values()];
}
