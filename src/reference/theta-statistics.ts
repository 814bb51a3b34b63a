import { thetaOf } from './theta';
import type { Floats, Layer } from './types';

export interface ThetaSums {
  sum: number;
  squares: number;
  min: number;
  max: number;
  nearZero: number;
  exactZero: number;
}

interface Buffers {
  nearZero: { threshold: number };
  layers: readonly Layer[]; // (L)
  parameters: Floats; // (M, P)
  statistics: ThetaSums[]; // (M, L)
}

/** Sums, extremes and near-zero counts of each layer's weights and biases together. */
export function thetaStatistics({ nearZero, layers, parameters, statistics }: Buffers): void {
  for (let i = 0; i < statistics.length; i++) {
    const theta = thetaOf(layers[i % layers.length]!, parameters, Math.floor(i / layers.length));
    statistics[i] = {
      sum: theta.reduce((sum, value) => sum + value, 0),
      squares: theta.reduce((sum, value) => sum + value ** 2, 0),
      min: Math.min(...theta),
      max: Math.max(...theta),
      nearZero: theta.filter((value) => Math.abs(value) < nearZero.threshold).length,
      exactZero: theta.filter((value) => value === 0).length,
    };
  }
}
