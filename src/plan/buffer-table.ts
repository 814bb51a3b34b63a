import { ARTICLE_GRID } from '../density-grid';
import { MAX_LAYERS, vec4s } from '../kernels/kernel';
import { DENSITY_BINS } from '../kernels/theta-density';
import { blockRows, mostPredictedRows, type DataShape } from './data-shape';
import { layoutWorkspace } from './fused-layout';
import { isFused, type KernelPath } from './kernel-path';
import type { NetworkLayout } from './layout';

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
  path: KernelPath;
  models: number;
  datasets: number;
  /** Distinct pairs of Adam's betas. */
  betas: number;
  batch: number;
  data: DataShape;
  layout: NetworkLayout;
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
  const { models: M, datasets: Q, batch: B, data, layout, stepsPerEpoch, evaluationBatches } = dims;
  const L = layout.layers.length;
  const rows = blockRows(data);
  const targetStride = vec4s(data.targets);
  const slots = stepsPerEpoch + evaluationBatches;
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
    storage('samples', '(Q, N, D + K) f32', Q * rows * (vec4s(data.features) + targetStride) * VEC4, false),
    storage('corrections', '(C, S) vec2f', dims.betas * stepsPerEpoch * 8, false),
    storage('batchTargets', '(M, B, K) f32', M * B * targetStride * VEC4),
    storage('parameters', '(M, P) f32', M * layout.parameterStride * VEC4),
    ...(isFused(dims.path) ? fusedBuffers(dims) : layeredBuffers(dims)),
    storage('activations', '(M, Σ B × width) f32', M * layout.activationStride * VEC4),
    storage('deltas', '(M, Σ B × width) f32', M * layout.activationStride * VEC4),
    storage('losses', '(M, slots) LossRecord', M * slots * 8),
    storage('moments', '(M, R, K) mean and squares f32', M * mostPredictedRows(data) * momentsBytes(data.targets)),
    storage('statistics', '(M, L) ThetaSums', M * L * 24),
    storage('logDensities', `(M, ${DENSITY_POINTS}) f32`, M * DENSITY_POINTS * 4),
    ...(data.livePoints > 0 ? liveBuffers(dims) : []),
  ];
}

/** What only the layered kernels train with. */
function layeredBuffers({ models: M, layout }: WaveDims): BufferPlan[] {
  const bytes = M * layout.parameterStride * VEC4;
  return ['gradients', 'firstMoment', 'secondMoment'].map((name) => storage(name, '(M, P) f32', bytes));
}

/** What only the fused kernels train with. */
function fusedBuffers({ models: M, layout, batch }: WaveDims): BufferPlan[] {
  const { workspaceStride } = layoutWorkspace(layout, batch);
  return [
    uniform('fusedShape', 'FusedShape', UNIFORM_STRIDE),
    uniform('fusedLayers', '(L) FusedLayer', MAX_LAYERS * 48),
    storage('adamMoments', '(M, P) AdamMoments', M * layout.parameterStride * 2 * VEC4),
    storage('workspace', '(M, …) f32', M * workspaceStride * VEC4),
  ];
}

/** Predictions of a live view are made with dropout off, on and averaged: models may get it while they train. */
const SEMANTICS = 3;

/** What only whoever watches needs. */
function liveBuffers({ models: M, data }: WaveDims): BufferPlan[] {
  return [
    storage('densityBins', `(M, ${DENSITY_BINS.STRIDE}) u32`, M * DENSITY_BINS.STRIDE * 4),
    storage('initialLogDensities', `(M, ${DENSITY_POINTS}) f32`, M * DENSITY_POINTS * 4),
    storage('densityNumbers', '(M) DensitySums', M * 24),
    storage(
      'livePredictions',
      '(V, M, R, K) mean and squares f32',
      SEMANTICS * M * data.livePoints * momentsBytes(data.targets),
    ),
  ];
}

/** Bytes of one row of `Moments` of shaders/prediction-moments.wesl: mean and squares of every target. */
export const momentsBytes = (targets: number): number => 2 * vec4s(targets) * VEC4;

export const totalBytes = (buffers: readonly BufferPlan[]): number =>
  buffers.reduce((total, { bytes }) => total + bytes, 0);

export const bytesPerModel = (buffers: readonly BufferPlan[], models: number): number =>
  totalBytes(buffers.filter(({ perModel }) => perModel)) / models;
