import { ThetascapeError } from '../errors';
import { everDrops } from '../spec';
import type { Model, Setting } from '../spec/types';
import { bufferTable, bytesPerModel, totalBytes, type BufferPlan } from './buffer-table';
import type { DataShape } from './data-shape';
import { totalFlops, trainDispatches } from './dispatch-table';
import { choosePath, LAYERED, type PathChoice, type PathPreference } from './kernel-path';
import { layoutNetwork, type NetworkLayout } from './layout';

/** Limits of a device that the plan has to respect. */
export type PlanLimits = Pick<
  GPUSupportedLimits,
  | 'maxStorageBufferBindingSize'
  | 'maxBufferSize'
  | 'maxComputeWorkgroupsPerDimension'
  | 'maxStorageBuffersPerShaderStage'
  | 'maxComputeInvocationsPerWorkgroup'
  | 'maxComputeWorkgroupStorageSize'
>;

/** Models of one shape that are resident on the GPU together. */
export interface WavePlan {
  /** Indices into the sweep, longest training first, so that models which are done need no dispatch. */
  models: number[];
  /** The shape they share; its per-model numbers are those of the first model. */
  setting: Setting;
  /** Whether any of them drops units. */
  dropout: boolean;
  data: DataShape;
  /** Distinct data sets of the wave, as indices into the run's list. */
  datasets: number[];
  layout: NetworkLayout;
  batch: number;
  /** What it is trained with; it is evaluated by the layered kernels. */
  kernels: PathChoice;
  stepsPerEpoch: number;
  evaluationBatches: number;
  buffers: BufferPlan[];
  bytes: number;
  bytesPerModel: number;
  flopsPerModelStep: number;
  /** Optimizer steps of all models together. */
  modelSteps: number;
}

/** Everything that will be allocated and dispatched, as a value: nothing has been allocated when it is made. */
export interface Plan {
  waves: WavePlan[];
  models: number;
  modelSteps: number;
  flops: number;
  /** Device memory of the largest wave; waves follow one another. */
  peakBytes: number;
}

/**
 * Plans a sweep. `datasetOf[i]` is the data set of model i.
 *
 * @throws ThetascapeError when one model alone does not fit the device, or the kernels that are required
 */
export function planSweep(
  models: readonly Model[],
  datasetOf: readonly number[],
  shapes: readonly DataShape[],
  limits: PlanLimits,
  preference: PathPreference = LAYERED,
): Plan {
  const groups = new Map<string, number[]>();
  for (const model of models) {
    const key = shapeKey(model.setting, shapes[datasetOf[model.index]!]!);
    const group = groups.get(key);
    if (group) group.push(model.index);
    else groups.set(key, [model.index]);
  }
  const waves = [...groups.values()].flatMap((group) => {
    const longestFirst = group.sort((a, b) => epochsOf(models, b) - epochsOf(models, a) || a - b);
    const size = largestWave(models, longestFirst, datasetOf, shapes, limits, preference);
    return chunks(longestFirst, size).map((wave) => planWave(models, wave, datasetOf, shapes, limits, preference));
  });
  return {
    waves,
    models: models.length,
    modelSteps: waves.reduce((total, { modelSteps }) => total + modelSteps, 0),
    flops: waves.reduce((total, wave) => total + wave.modelSteps * wave.flopsPerModelStep, 0),
    peakBytes: Math.max(...waves.map((wave) => wave.bytes)),
  };
}

/** The same waves for the same models, whose settings have got changes since. */
export function withModels(plan: Plan, models: readonly Model[]): Plan {
  const waves = plan.waves.map((wave) => {
    const settings = wave.models.map((model) => models[model]!.setting);
    return { ...wave, setting: settings[0]!, dropout: settings.some(everDrops) };
  });
  return { ...plan, waves };
}

/** Models may share a wave when they differ in nothing but what the kernels read as data. */
function shapeKey(setting: Setting, data: DataShape): string {
  const { network, training, evaluation } = setting;
  const { widths, activations, outputActivation, dropoutPosition } = network;
  return JSON.stringify([
    widths,
    [...activations, outputActivation].map(({ kind }) => kind),
    dropoutPosition,
    training.batchSize,
    training.shuffle,
    evaluation,
    // watched together, all models move at once; unwatched, those without dropout are spared the Monte-Carlo passes
    data.livePoints > 0 || everDrops(setting),
    data,
  ]);
}

function planWave(
  models: readonly Model[],
  wave: number[],
  datasetOf: readonly number[],
  shapes: readonly DataShape[],
  limits: PlanLimits,
  preference: PathPreference,
): WavePlan {
  const setting = models[wave[0]!]!.setting;
  const datasets = [...new Set(wave.map((model) => datasetOf[model]!))];
  const data = shapes[datasets[0]!]!;
  const batch = Math.min(setting.training.batchSize, data.train);
  const layout = layoutNetwork(setting.network.widths, batch);
  const kernels = choosePath(setting.network.widths, batch, limits.maxComputeWorkgroupStorageSize, preference);
  const stepsPerEpoch = Math.ceil(data.train / batch);
  const evaluationBatches = Math.ceil(data.validation / batch);
  const betas = new Set(wave.map((model) => betasKey(models[model]!.setting))).size;
  const dropout = wave.some((model) => everDrops(models[model]!.setting));
  const buffers = bufferTable({
    path: kernels.path,
    models: wave.length,
    datasets: datasets.length,
    betas,
    batch,
    data,
    layout,
    stepsPerEpoch,
    evaluationBatches,
  });
  const epochs = wave.reduce((total, model) => total + epochsOf(models, model), 0);
  return {
    models: wave,
    setting,
    dropout,
    data,
    datasets,
    layout,
    batch,
    kernels,
    stepsPerEpoch,
    evaluationBatches,
    buffers,
    bytes: totalBytes(buffers),
    bytesPerModel: bytesPerModel(buffers, wave.length),
    flopsPerModelStep: totalFlops(trainDispatches(layout, batch, kernels.path)),
    modelSteps: epochs * stepsPerEpoch,
  };
}

/** Models with equal betas share a row of the bias-correction table. */
export const betasKey = ({ training }: Setting): string => `${training.beta1},${training.beta2}`;

/**
 * Bytes on the device that a wave may take, however large its buffers may be: no device says how much memory it has,
 * more models at once are no faster, and what the host keeps of a wave grows with it.
 */
const WAVE_BYTES = 2 ** 29;

/** The most models of a group whose buffers all stay within the device's limits, and together within the budget. */
function largestWave(
  models: readonly Model[],
  group: number[],
  datasetOf: readonly number[],
  shapes: readonly DataShape[],
  limits: PlanLimits,
  preference: PathPreference,
): number {
  const limit = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const fits = (size: number): BufferPlan | undefined =>
    planWave(models, group.slice(0, size), datasetOf, shapes, limits, preference).buffers.find(
      ({ bytes }) => bytes > limit,
    );
  const tooLarge = fits(1);
  if (tooLarge) {
    throw new ThetascapeError(
      `One model needs ${tooLarge.bytes} bytes for ${tooLarge.name} but this device binds at most ${limit} ` +
        `(maxStorageBufferBindingSize): use fewer rows, a smaller batch or a narrower network.`,
    );
  }
  const one = planWave(models, group.slice(0, 1), datasetOf, shapes, limits, preference).bytesPerModel;
  const affordable = Math.max(1, Math.floor(WAVE_BYTES / one));
  let size = Math.min(group.length, limits.maxComputeWorkgroupsPerDimension, affordable);
  while (fits(size)) size = Math.ceil(size / 2);
  return size;
}

const epochsOf = (models: readonly Model[], index: number): number => models[index]!.setting.training.epochs;

function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
