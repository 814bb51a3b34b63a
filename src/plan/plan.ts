import { ThetascapeError } from '../errors';
import { everDrops, type ModelList } from '../spec';
import type { Setting } from '../spec/types';
import type { BufferPlan } from './buffer-table';
import type { DataShape } from './data-shape';
import { choosePath, LAYERED, type PathPreference } from './kernel-path';
import { layoutNetwork } from './layout';
import { planWave, waveWithModels, type GroupShape, type Members, type WavePlan } from './wave-plan';

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

/** Everything that will be allocated and dispatched, as a value: nothing has been allocated when it is made. */
export interface Plan {
  /** In the order in which they are trained: those of different shapes take turns. */
  waves: WavePlan[];
  models: number;
  modelSteps: number;
  flops: number;
  /** Device memory of the largest wave; waves follow one another. */
  peakBytes: number;
  /**
   * Indices of the models by their *places*: shape after shape, and within one in the order that was asked for. They
   * depend on no device, and the models of a wave have places that follow one another.
   */
  order: Uint32Array;
}

export interface PlanOptions {
  /** Default: the layered kernels. */
  preference?: PathPreference;
  /** Of the models to train, in the order to train them in; by default all as they come. */
  indices?: Iterable<number>;
  /** Whether models are compared while they train: as many of them as can then share a wave. Default false. */
  areCompared?: boolean;
}

/**
 * Plans a sweep.
 *
 * @param datasetOf data set of each model, by the model's index
 * @param shapes of each data set
 * @throws ThetascapeError when one model alone does not fit the device, or the kernels that are required
 */
export function planSweep(
  models: ModelList,
  datasetOf: ArrayLike<number>,
  shapes: readonly DataShape[],
  limits: PlanLimits,
  { preference = LAYERED, indices = Array(models.length).keys(), areCompared = false }: PlanOptions = {},
): Plan {
  const groups = new Map<string, { setting: Setting; data: DataShape; members: number[] }>();
  const keyOf = shapeKeys(areCompared);
  for (const index of indices) {
    const { setting } = models.at(index)!;
    const data = shapes[datasetOf[index]!]!;
    const key = keyOf(setting, data);
    const group = groups.get(key);
    if (group) group.members.push(index);
    else groups.set(key, { setting, data, members: [index] });
  }
  const order = Uint32Array.from([...groups.values()].flatMap(({ members }) => members));
  const members: Members = { models, datasetOf, order };
  const turns: { turn: number; wave: WavePlan }[] = [];
  let first = 0;
  for (const [group, { setting, data, members: own }] of [...groups.values()].entries()) {
    const shape = { group, ...shapeOf(setting, data, limits, preference) };
    const size = largestWave(shape, members, [first, first + own.length - 1], limits);
    for (let done = 0; done < own.length; done += size) {
      const last = first + Math.min(done + size, own.length) - 1;
      turns.push({ turn: done / own.length, wave: planWave(shape, members, [[first + done, last]]) });
    }
    first += own.length;
  }
  return planOf(
    turns.sort((a, b) => a.turn - b.turn).map(({ wave }) => wave),
    order,
  );
}

function planOf(waves: WavePlan[], order: Uint32Array): Plan {
  return {
    waves,
    models: order.length,
    modelSteps: waves.reduce((total, { modelSteps }) => total + modelSteps, 0),
    flops: waves.reduce((total, wave) => total + wave.modelSteps * wave.flopsPerModelStep, 0),
    peakBytes: waves.reduce((most, { bytes }) => Math.max(most, bytes), 0),
    order,
  };
}

/** The same waves for the same models, whose settings have got changes since. */
export function withModels(plan: Plan, models: ModelList): Plan {
  return { ...plan, waves: plan.waves.map((wave) => waveWithModels(wave, models)) };
}

/**
 * The key of what models must share to share a wave: they may differ in nothing but what the kernels read as data.
 * Many settings share the objects that they consist of, and texts of those are made once.
 */
function shapeKeys(areCompared: boolean): (setting: Setting, data: DataShape) => string {
  const texts = new WeakMap<object, string>();
  const textOf = <T extends object>(value: T, parts: (value: T) => unknown): string => {
    const text = texts.get(value) ?? JSON.stringify(parts(value));
    texts.set(value, text);
    return text;
  };
  return (setting, data) => {
    const { network, training, evaluation } = setting;
    // watched or compared together, all models move at once; else those without dropout are spared the Monte-Carlo passes
    const apart = areCompared || data.livePoints > 0 || everDrops(setting);
    return [
      textOf(network, ({ widths, activations, outputActivation, dropoutPosition }) => [
        widths,
        [...activations, outputActivation].map(({ kind }) => kind),
        dropoutPosition,
      ]),
      training.batchSize,
      training.shuffle,
      textOf(evaluation, (own) => own),
      apart,
      textOf(data, (own) => own),
    ].join();
  };
}

function shapeOf(
  setting: Setting,
  data: DataShape,
  limits: PlanLimits,
  preference: PathPreference,
): Omit<GroupShape, 'group'> {
  const { widths } = setting.network;
  const batch = Math.min(setting.training.batchSize, data.train);
  return {
    data,
    layout: layoutNetwork(widths, batch),
    batch,
    kernels: choosePath(widths, batch, limits, preference),
    stepsPerEpoch: Math.ceil(data.train / batch),
    evaluationBatches: Math.ceil(data.validation / batch),
  };
}

/**
 * Bytes on the device that a wave may take, however large its buffers may be: no device says how much memory it has,
 * more models at once are no faster, and what the host keeps of a wave grows with it.
 */
const WAVE_BYTES = 2 ** 29;

/** The most models of a wave, however small they are: their results lie in the host's memory until they are written. */
const WAVE_MODELS = 2048;

/** The most models of a group whose buffers all stay within the device's limits, and together within the budget. */
function largestWave(shape: GroupShape, members: Members, [first, last]: [number, number], limits: PlanLimits): number {
  const limit = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  const planned = (size: number) => planWave(shape, members, [[first, first + size - 1]]);
  const tooLargeOf = ({ buffers }: WavePlan): BufferPlan | undefined => buffers.find(({ bytes }) => bytes > limit);
  const one = planned(1);
  const tooLarge = tooLargeOf(one);
  if (tooLarge) {
    throw new ThetascapeError(
      `One model needs ${tooLarge.bytes} bytes for ${tooLarge.name} but this device binds at most ${limit} ` +
        `(maxStorageBufferBindingSize): use fewer rows, a smaller batch or a narrower network.`,
    );
  }
  const affordable = Math.max(1, Math.floor(WAVE_BYTES / one.bytesPerModel));
  let size = Math.min(last - first + 1, limits.maxComputeWorkgroupsPerDimension, affordable, WAVE_MODELS);
  const fits = (wave: WavePlan): boolean => wave.bytes <= WAVE_BYTES && !tooLargeOf(wave);
  while (size > 1 && !fits(planned(size))) size = Math.ceil(size / 2);
  return size;
}
