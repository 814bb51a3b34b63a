import { thetaOf } from './theta';
import type { Floats, Layer } from './types';

interface Buffers {
  grid: {
    start: number;
    binWidth: number;
    firstPoint: number;
    pointSpacing: number;
    points: number;
    bandwidth: number;
    fixedOne: number;
  };
  layers: readonly Layer[]; // (L)
  parameters: Floats; // (M, P)
  densities: Floats; // (M, G)
}

/** The kernel's binned estimate of p(θ), step by step; `src/metrics/density.ts` has the exact density it estimates. */
export function thetaDensity({ grid, layers, parameters, densities }: Buffers, bins: number, radius: number): void {
  const models = densities.length / grid.points;
  for (let model = 0; model < models; model++) {
    const counts = binned(
      layers.flatMap((layer) => thetaOf(layer, parameters, model)),
      grid,
      bins,
    );
    const smoothed = Array.from({ length: grid.points }, (_, point) => smooth(counts, point, grid, radius));
    const total = smoothed.reduce((sum, value) => sum + value, 0);
    smoothed.forEach((value, point) => (densities[model * grid.points + point] = value / Math.max(total, 1e-30)));
  }
}

/** (bins,) parameters per bin, each shared between its two nearest bins in units of 1/fixedOne. */
function binned(theta: readonly number[], grid: Buffers['grid'], bins: number): Float64Array {
  const counts = new Float64Array(bins);
  for (const value of theta) {
    const position = (value - grid.start) / grid.binWidth;
    if (position < 0 || position >= bins - 1) continue;
    const bin = Math.floor(position);
    const upper = Math.floor((position - bin) * grid.fixedOne) / grid.fixedOne;
    counts[bin]! += 1 - upper;
    counts[bin + 1]! += upper;
  }
  return counts;
}

function smooth(counts: Float64Array, point: number, grid: Buffers['grid'], radius: number): number {
  const theta = grid.firstPoint + point * grid.pointSpacing;
  const centre = Math.round((theta - grid.start) / grid.binWidth);
  let sum = 0;
  for (let bin = Math.max(0, centre - radius); bin <= Math.min(counts.length - 1, centre + radius); bin++) {
    const distance = (grid.start + bin * grid.binWidth - theta) / grid.bandwidth;
    sum += counts[bin]! * Math.exp(-0.5 * distance ** 2);
  }
  return sum;
}
