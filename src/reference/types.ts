/**
 * What the CPU references work on: the buffers of the kernels, by the same names and in the same layout.
 *
 * References are oracles, and what the page trains one model with where there is no GPU: nested loops, f64 arithmetic,
 * and results rounded only by the array they are stored in. So they agree with the kernels within a tolerance, not bit
 * for bit; integers agree exactly.
 */
import type { LayerLayout } from '../plan/layout';

/** f32 as on the device, or f64 all through, for finite differences and trajectories without rounding. */
export type Floats = Float32Array | Float64Array;

/** `Layer` of shaders/shared/types.wesl. Offsets and strides count vec4s. */
export type Layer = LayerLayout;

/** `Step` of shaders/shared/types.wesl. */
export interface Step {
  step: number;
  epoch: number;
  batchStart: number;
  batchRows: number;
  splitStart: number;
  splitRows: number;
  shuffle: number;
  shuffleStream: number;
  dropout: number;
  dropoutStream: number;
  dropoutCounter: number;
  passIndex: number;
  lossSlot: number;
  stamp: number;
  correction: number;
  following: number;
}

/** `ModelSettings` of shaders/shared/types.wesl; its arrays have one entry per linear layer. */
export interface ModelSettings {
  keyLow: number;
  keyHigh: number;
  dataset: number;
  decayBiases: number;
  learningRate: number;
  epsilon: number;
  beta1: number;
  oneMinusBeta1: number;
  beta2: number;
  oneMinusBeta2: number;
  l2Penalty: number;
  weightDecay: number;
  corrections: number;
  dropThreshold: number[];
  keepScale: number[];
  slope: number[];
}

/** `DensityGrid` of shaders/shared/types.wesl. */
export interface DensityGrid {
  firstPoint: number;
  pointSpacing: number;
  points: number;
  bandwidth: number;
  binWidth: number;
  fixedOne: number;
}

export interface Health {
  lossFrozenAt: number;
  updateFrozenAt: number;
}

export interface LossRecord {
  loss: number;
  stamp: number;
}

export const isFrozen = ({ lossFrozenAt, updateFrozenAt }: Health): boolean =>
  lossFrozenAt !== 0 || updateFrozenAt !== 0;

/** Whether a value stays finite when `storage` holds it. */
export const isStorable = (value: number, storage: Floats): boolean =>
  Number.isFinite(storage instanceof Float32Array ? Math.fround(value) : value);
