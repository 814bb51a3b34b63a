import { everDrops, type ModelList } from '../spec';
import type { Setting } from '../spec/types';
import { bufferTable, bytesPerModel, totalBytes, type BufferPlan } from './buffer-table';
import type { DataShape } from './data-shape';
import { totalFlops, trainDispatches } from './dispatch-table';
import type { PathChoice } from './kernel-path';
import type { NetworkLayout } from './layout';

/** What all models of a group have in common, however they are cut into waves. */
export interface GroupShape {
  /** Number of the group: only models of the same one can share a wave. */
  group: number;
  data: DataShape;
  layout: NetworkLayout;
  batch: number;
  /** What it is trained with; it is evaluated by the layered kernels. */
  kernels: PathChoice;
  stepsPerEpoch: number;
  evaluationBatches: number;
}

/** Models of one shape that are resident on the GPU together. */
export interface WavePlan extends GroupShape {
  /** Indices into the sweep, longest training first, so that models which are done need no dispatch. */
  models: number[];
  /** The places of these models in the plan's order, as ranges `[first, last]`. */
  places: [number, number][];
  /** The shape they share; its per-model numbers are those of the first model. */
  setting: Setting;
  /** Whether any of them drops units. */
  dropout: boolean;
  /** Distinct data sets of the wave, as indices into the run's list. */
  datasets: number[];
  buffers: BufferPlan[];
  bytes: number;
  bytesPerModel: number;
  flopsPerModelStep: number;
  /** Optimizer steps of all models together. */
  modelSteps: number;
}

/** The models of a sweep, and what each of them learns from. */
export interface Members {
  models: ModelList;
  /** The data set of each model, by the model's index. */
  datasetOf: ArrayLike<number>;
  /** Models in the order in which they are planned to be trained: place → index. */
  order: Uint32Array;
}

/** The wave of the models at some places, which share a shape. */
export function planWave(
  shape: GroupShape,
  { models, datasetOf, order }: Members,
  places: [number, number][],
): WavePlan {
  const own = indicesAt(order, places).map((index) => models.at(index)!);
  const members = own.sort((a, b) => b.setting.training.epochs - a.setting.training.epochs);
  const { setting } = members[0]!;
  const { group, data, layout, batch, kernels, stepsPerEpoch, evaluationBatches } = shape;
  const datasets = [...new Set(members.map(({ index }) => datasetOf[index]!))];
  const betas = new Set(members.map((model) => betasKey(model.setting))).size;
  const counts = { models: members.length, datasets: datasets.length, betas };
  const buffers = bufferTable({ ...shape, ...counts, path: kernels.path });
  const epochs = members.reduce((total, model) => total + model.setting.training.epochs, 0);
  return {
    group,
    models: members.map(({ index }) => index),
    places,
    setting,
    dropout: members.some((model) => everDrops(model.setting)),
    data,
    datasets,
    layout,
    batch,
    kernels,
    stepsPerEpoch,
    evaluationBatches,
    buffers,
    bytes: totalBytes(buffers),
    bytesPerModel: bytesPerModel(buffers, members.length),
    flopsPerModelStep: totalFlops(trainDispatches(layout, batch, kernels.path)),
    modelSteps: epochs * stepsPerEpoch,
  };
}

/** The same wave for the same models, whose settings have got changes since. */
export function waveWithModels(wave: WavePlan, models: ModelList): WavePlan {
  const settings = wave.models.map((model) => models.at(model)!.setting);
  return { ...wave, setting: settings[0]!, dropout: settings.some(everDrops) };
}

/** Models with equal betas share a row of the bias-correction table. */
export const betasKey = ({ training }: Setting): string => `${training.beta1},${training.beta2}`;

/** Indices of the models at some places. */
export const indicesAt = (order: Uint32Array, places: readonly (readonly [number, number])[]): number[] =>
  places.flatMap(([first, last]) => [...order.subarray(first, last + 1)]);
