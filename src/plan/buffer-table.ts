import { ARTICLE_GRID } from '../density-grid';
import { vec4s } from '../kernels/kernel';
import type { NetworkLayout } from './layout';
import type { DataShape } from './plan';

export interface BufferPlan {
  name: string;
  /** Shape with axis letters, slowest axis first, and element type. */
  shape: string;
  bytes: number;
  usage: 'uniform' | 'storage';
  /** Whether it grows with the number of models. */
  perModel: boolean;
}

export interface WaveDims {
  models: number;
  datasets: number;
  /** Distinct pairs of Adam's betas. */
  betas: number;
  batch: number;
  data: DataShape;
  layout: NetworkLayout;
  widths: readonly number[];
  stepsPerEpoch: number;
  evaluationBatches: number;
}

/** Uniforms of passes are bound at dynamic offsets, which WebGPU aligns to 256 bytes. */
export const UNIFORM_STRIDE = 256;
/** Passes whose uniforms are uploaded together, the most that one submission holds. */
export const MAX_PASSES = 256;
/** Points of the density that the GPU estimates. */
export const DENSITY_POINTS = ARTICLE_GRID.points;

const VEC4 = 16;

const storage = (name: string, shape: string, bytes: number, perModel = true): BufferPlan => ({
  name,
  shape,
  bytes,
  usage: 'storage',
  perModel,
});

const uniform = (name: string, shape: string, bytes: number): BufferPlan => ({
  name,
  shape,
  bytes,
  usage: 'uniform',
  perModel: false,
});

/** Every buffer of a wave. Sizes of structs are those of shaders/shared/types.wesl, which allocation checks. */
export function bufferTable(dims: WaveDims): BufferPlan[] {
  const { models: M, datasets: Q, batch: B, data, layout, widths, stepsPerEpoch, evaluationBatches } = dims;
  const L = layout.layers.length;
  const rows = data.train + data.validation + data.gridPoints;
  const targetStride = vec4s(data.targets);
  const predictionRows = Math.max(data.validation, data.gridPoints);
  const slots = stepsPerEpoch + evaluationBatches;
  const outputStride = vec4s(widths.at(-1)!);
  return [
    uniform('step', '(passes) Step', MAX_PASSES * UNIFORM_STRIDE),
    uniform('layer', '(L) Layer', L * UNIFORM_STRIDE),
    uniform('dataShape', 'DataShape', UNIFORM_STRIDE),
    uniform('parameterShape', 'ParameterShape', UNIFORM_STRIDE),
    uniform('nearZero', 'NearZero', UNIFORM_STRIDE),
    uniform('grid', 'DensityGrid', UNIFORM_STRIDE),
    storage('layers', '(L) Layer', L * 44, false),
    storage('settings', '(M) ModelSettings', M * 160),
    storage('health', '(M) Health', M * 8),
    storage('updateReports', '(M, 2) u32', M * 8),
    storage('features', '(Q, N, D) f32', Q * rows * vec4s(data.features) * VEC4, false),
    storage('targets', '(Q, N, K) f32', Q * rows * targetStride * VEC4, false),
    storage('corrections', '(C, S) vec2f', dims.betas * stepsPerEpoch * 8, false),
    storage('batchTargets', '(M, B, K) f32', M * B * targetStride * VEC4),
    storage('parameters', '(M, P) f32', M * layout.parameterStride * VEC4),
    storage('gradients', '(M, P) f32', M * layout.parameterStride * VEC4),
    storage('firstMoment', '(M, P) f32', M * layout.parameterStride * VEC4),
    storage('secondMoment', '(M, P) f32', M * layout.parameterStride * VEC4),
    storage('activations', '(M, Σ B × width) f32', M * layout.activationStride * VEC4),
    storage('deltas', '(M, Σ B × width) f32', M * layout.activationStride * VEC4),
    storage('losses', '(M, slots) LossRecord', M * slots * 8),
    storage('moments', '(M, G, K) mean and squares f32', M * predictionRows * outputStride * 2 * VEC4),
    storage('statistics', '(M, L) ThetaSums', M * L * 24),
    storage('densities', `(M, ${DENSITY_POINTS}) f32`, M * DENSITY_POINTS * 4),
  ];
}

export const totalBytes = (buffers: readonly BufferPlan[]): number =>
  buffers.reduce((total, { bytes }) => total + bytes, 0);

export const bytesPerModel = (buffers: readonly BufferPlan[], models: number): number =>
  totalBytes(buffers.filter(({ perModel }) => perModel)) / models;
