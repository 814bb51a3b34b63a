import { allocate, type Buffers } from '../buffers/allocate';
import { readBack } from '../buffers/read-back';
import { createBindGroup, createPipeline } from '../gpu/pipelines';
import type { DeviceWatch } from '../gpu/device';
import { thetaDensity, thetaStatistics } from '../kernels';
import { DENSITY_BINS } from '../kernels/theta-density';
import type { Predictions, ThetaStatistics } from '../metrics/types';
import { DENSITY_POINTS } from '../plan/buffer-table';
import { unpackParameters } from '../plan/layout';
import { betasKey } from '../plan/plan';
import { bindKernels } from './bind-kernels';
import { frozenAt, meanOfBatches, meanOverRows, readHealth, readLosses, StaleReadBackError } from './loss-records';
import { PassQueue } from './pass-queue';
import { evaluationPasses, trainPasses, type Evaluation, type Pass } from './passes';
import { noMoments, predictionsOf, readMoments } from './predictions';
import { biasCorrections } from './settings';
import { readStatistics } from './statistics';
import { betaRows, structLayout, uploadWave, type WaveInputs } from './upload';

/** What one epoch did to one model. */
export interface EpochResult {
  /** (S,) loss of each step's batch. */
  stepLoss: Float32Array;
  trainLoss: number;
  validationLoss: number;
  divergedAt: number | null;
  layers: ThetaStatistics[];
  /** (G,) estimate of p(θ), when the wave was asked for it. */
  density: Float32Array | null;
}

/** What is read of a model when its training is over. */
export interface FinalResult {
  weights: Float32Array;
  validation: { on: number; off: number; mean: number };
  predictions: Predictions;
}

export interface WaveOptions {
  /** Length of a submission to aim at, in milliseconds. */
  targetMilliseconds: number;
  /** Whether each epoch estimates the density of the parameters. */
  density: boolean;
}

/**
 * Dropout masks of different evaluations are told apart by these counters. Those after training do not depend on the
 * epochs of the wave, since a model's masks must not depend on what it is packed with.
 */
const COUNTERS = { validation: 1, points: 2, afterEpoch: (epoch: number) => 4 * (epoch + 1) };

/** Models resident on the GPU together, trained side by side. Owns its buffers. */
export class WaveTrainer {
  #tick = 0;
  readonly #models: number;
  readonly #slots: number;

  private constructor(
    private readonly device: GPUDevice,
    private readonly watch: DeviceWatch,
    private readonly inputs: WaveInputs,
    private readonly buffers: Buffers,
    private readonly queue: PassQueue,
    private readonly observers: { pipeline: GPUComputePipeline; group: GPUBindGroup; workgroups: number }[],
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
    const { wave } = inputs;
    const buffers = await allocate(device, wave.buffers);
    try {
      uploadWave(device, buffers, inputs);
      const bound = await bindKernels(device, wave, buffers);
      const stepLayout = structLayout('adam', 'Step');
      const queue = new PassQueue(device, bound, buffers.get('step'), stepLayout, options.targetMilliseconds);
      const observers = await bindObservers(device, wave.layout.layers.length, buffers, options.density);
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

  /** Trains one epoch (from 0) and evaluates it; returns one result per active model, in the wave's order. */
  async epoch(epoch: number): Promise<EpochResult[]> {
    const { wave } = this.inputs;
    const models = this.active(epoch);
    this.#uploadCorrections(epoch);
    const training = this.#take(trainPasses(wave, epoch, this.#tick));
    const { dropout, passes } = wave.setting.evaluation;
    const validation = this.#take(
      this.#evaluation((epoch + 1) * wave.stepsPerEpoch, {
        ...this.#validationRows(),
        passes: wave.dropout ? { on: 1, off: 0, mean: passes }[dropout] : 0,
        moments: false,
        counter: COUNTERS.afterEpoch(epoch),
        firstLossSlot: wave.stepsPerEpoch,
      }),
    );
    await this.queue.run([...training, ...validation], models);
    this.#observe(models);
    const names = ['losses', 'health', 'updateReports', 'statistics', ...(this.options.density ? ['densities'] : [])];
    const [losses, health, reports, statistics, densities] = await this.#read(names);
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
        density: densities ? new Float32Array(densities, 4 * DENSITY_POINTS * model, DENSITY_POINTS) : null,
      };
    });
  }

  /** Evaluates the trained models under each dropout semantic and reads them back. `epochs` is how many were trained. */
  async finish(epochs: number): Promise<FinalResult[]> {
    const { wave } = this.inputs;
    const { passes } = wave.setting.evaluation;
    const points =
      wave.data.gridPoints > 0
        ? { start: wave.data.train + wave.data.validation, rows: wave.data.gridPoints }
        : this.#validationRows();
    const evaluate = async (rows: { start: number; rows: number }, count: number, counter: number) =>
      this.#evaluate(epochs, { ...rows, passes: count, moments: true, counter, firstLossSlot: 0 });
    const off = await evaluate(this.#validationRows(), 0, COUNTERS.validation);
    const on = wave.dropout ? await evaluate(this.#validationRows(), 1, COUNTERS.validation) : off;
    const mean = wave.dropout ? await evaluate(this.#validationRows(), passes, COUNTERS.validation) : off;
    const offAt = await evaluate(points, 0, COUNTERS.points);
    const onAt = wave.dropout ? await evaluate(points, 1, COUNTERS.points) : offAt;
    const meanAt = wave.dropout ? await evaluate(points, passes, COUNTERS.points) : offAt;
    const [parameters] = await this.#read(['parameters']);
    const stride = 4 * wave.layout.parameterStride;
    return Array.from({ length: this.#models }, (_, model) => ({
      weights: unpackParameters(wave.layout, new Float32Array(parameters!, 4 * stride * model, stride)),
      validation: { on: on.loss[model]!, off: off.loss[model]!, mean: mean.loss[model]! },
      predictions: predictionsOf(
        onAt.moments[model]!,
        offAt.moments[model]!,
        meanAt.moments[model]!,
        wave.dropout ? passes : 1,
      ),
    }));
  }

  dispose(): void {
    this.buffers.dispose();
  }

  /** One evaluation of all models: their losses and their predictions' moments. */
  async #evaluate(epochs: number, evaluation: Evaluation) {
    const { wave } = this.inputs;
    // a grid may have more batches than there are slots for losses; the last ones then prove the pass
    const passes = this.#evaluation(epochs * wave.stepsPerEpoch, evaluation).map((pass) => ({
      ...pass,
      step: { ...pass.step, lossSlot: pass.step.lossSlot % this.#slots },
    }));
    await this.queue.run(this.#take(passes), this.#models);
    const [losses, health, reports, moments] = await this.#read(['losses', 'health', 'updateReports', 'moments']);
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
      moments: perModel.map(({ model, own }) =>
        frozenAt(own) === null ? readMoments(moments!, wave, model, evaluation.rows) : noMoments(wave, evaluation.rows),
      ),
    };
  }

  #evaluation(steps: number, evaluation: Evaluation): Pass[] {
    return evaluationPasses(this.inputs.wave, steps, evaluation, this.#tick);
  }

  #validationRows(): { start: number; rows: number } {
    const { data } = this.inputs.wave;
    return { start: data.train, rows: data.validation };
  }

  #take(passes: Pass[]): Pass[] {
    this.#tick += passes.length;
    return passes;
  }

  #uploadCorrections(epoch: number): void {
    const { stepsPerEpoch } = this.inputs.wave;
    const done = new Set<string>();
    for (const { setting } of this.inputs.models) {
      const key = betasKey(setting);
      if (done.has(key)) continue;
      const row = betaRows(this.inputs.models).indexOf(key);
      const { beta1, beta2 } = setting.training;
      const table = biasCorrections(beta1, beta2, epoch * stepsPerEpoch, stepsPerEpoch);
      this.device.queue.writeBuffer(this.buffers.get('corrections'), 8 * row * stepsPerEpoch, table);
      done.add(key);
    }
  }

  #observe(models: number): void {
    const encoder = this.device.createCommandEncoder({ label: 'observe' });
    const pass = encoder.beginComputePass({ label: 'observe' });
    for (const { pipeline, group, workgroups } of this.observers) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(workgroups, models);
    }
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  async #read(names: readonly string[]): Promise<ArrayBuffer[]> {
    try {
      const read = await readBack(
        this.device,
        names.map((name) => this.buffers.get(name)),
      );
      this.watch.check();
      return read;
    } catch (error) {
      this.watch.check();
      throw error;
    }
  }
}

async function bindObservers(device: GPUDevice, layers: number, buffers: Buffers, density: boolean) {
  const statistics = await createPipeline(device, thetaStatistics);
  const bind = (pipeline: typeof statistics, workgroups: number) => ({
    pipeline: pipeline.pipeline,
    group: createBindGroup(
      device,
      pipeline,
      Object.fromEntries(Object.keys(pipeline.source.bindings).map((name) => [name, buffers.get(name)])),
    ),
    workgroups,
  });
  const observers = [bind(statistics, layers)];
  if (density) observers.push(bind(await createPipeline(device, thetaDensity, DENSITY_BINS), 1));
  return observers;
}

/** The last pass of each batch: the one that writes its loss. */
function lastOfEachSlot(passes: readonly Pass[]): Pass[] {
  return [...new Map(passes.map((pass) => [pass.step.lossSlot, pass])).values()];
}
