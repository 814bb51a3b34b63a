import { thetaOf } from './theta';
import type { DensityGrid, Floats, Layer } from './types';

interface Buffers {
  grid: DensityGrid;
  layers: readonly Layer[]; // (L)
  parameters: Floats; // (M, P)
  logDensities: Floats; // (M, G)
}

/** The kernel's binned estimate of log p(θ), step by step; `src/metrics/density.ts` has the exact density it estimates. */
export function thetaDensity({ grid, layers, parameters, logDensities }: Buffers, bins: number): void {
  const models = logDensities.length / grid.points;
  for (let model = 0; model < models; model++) {
    const counts = binned(
      layers.flatMap((layer) => thetaOf(layer, parameters, model)),
      grid,
      bins,
    );
    const smoothed = Array.from({ length: grid.points }, (_, point) =>
      logSmoothed(counts, grid.firstPoint + point * grid.pointSpacing, grid),
    );
    const total = logSumExp(smoothed);
    smoothed.forEach((value, point) => (logDensities[model * grid.points + point] = value - total));
  }
}

/** (bins,) parameters per bin, each shared between its two nearest bins in units of 1/fixedOne. */
function binned(theta: readonly number[], grid: DensityGrid, bins: number): Float64Array {
  const counts = new Float64Array(bins);
  for (const value of theta) {
    const position = value / grid.binWidth + (bins - 1) / 2;
    if (position < 0 || position >= bins - 1) continue;
    const bin = Math.floor(position);
    const upper = Math.floor((position - bin) * grid.fixedOne) / grid.fixedOne;
    counts[bin]! += 1 - upper;
    counts[bin + 1]! += upper;
  }
  return counts;
}

/** Log of the smoothed counts at θ; 0 where all bins are empty. */
function logSmoothed(counts: Float64Array, theta: number, { binWidth, bandwidth }: DensityGrid): number {
  const terms: number[] = [];
  counts.forEach((count, bin) => {
    const distance = ((bin - (counts.length - 1) / 2) * binWidth - theta) / bandwidth;
    if (count > 0) terms.push(Math.log(count) - 0.5 * distance ** 2);
  });
  return terms.length === 0 ? 0 : logSumExp(terms);
}

function logSumExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}
