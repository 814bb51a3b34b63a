import { thetaOf } from './theta';
import type { DensityGrid, Floats, Layer } from './types';

export interface DensitySums {
  peak: number;
  entropy: number;
  divergence: number;
  central: number;
  below: number;
  above: number;
}

interface Buffers {
  grid: DensityGrid;
  layers: readonly Layer[]; // (L)
  parameters: Floats; // (M, P)
  logDensities: Floats; // (M, G)
  initialLogDensities: Floats; // (M, G)
  densityNumbers: DensitySums[]; // (M)
}

/** Peak, entropy and divergence of each model's density, and counts of its parameters. */
export function densitySummary(buffers: Buffers): void {
  const { grid, layers, parameters, densityNumbers } = buffers;
  const limit = -grid.firstPoint;
  for (let model = 0; model < densityNumbers.length; model++) {
    const theta = layers.flatMap((layer) => thetaOf(layer, parameters, model));
    const rowOf = (values: Floats) => [...values.subarray(model * grid.points, (model + 1) * grid.points)];
    const now = rowOf(buffers.logDensities);
    const initial = rowOf(buffers.initialLogDensities);
    densityNumbers[model] = {
      peak: Math.exp(Math.max(...now)),
      entropy: now.reduce((sum, logP) => sum - Math.exp(logP) * logP, 0),
      divergence: initial.reduce((sum, logP, point) => sum + Math.exp(logP) * (logP - now[point]!), 0),
      central: theta.filter((value) => Math.abs(value) <= 3 * grid.bandwidth).length,
      below: theta.filter((value) => value < -limit).length,
      above: theta.filter((value) => value > limit).length,
    };
  }
}
