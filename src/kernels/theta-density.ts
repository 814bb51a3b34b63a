import { ARTICLE_GRID } from '../density-grid';
import type { Kernel } from './kernel';

/** Width of a bin, in θ: a quarter of the bandwidth. */
export const BIN_WIDTH = ARTICLE_GRID.bandwidth / 4;
/** Reach of the Gaussian, in bins: five bandwidths. */
const RADIUS = 20;
/** θ of the first bin: the Gaussian of the first point, and some bins to spare. */
export const FIRST_BIN = -ARTICLE_GRID.limit - (RADIUS + 4) * BIN_WIDTH;
/** Overrides of the shader; the bins end as far beyond the last point as they start before the first. */
export const DENSITY_BINS = { BINS: Math.round((-2 * FIRST_BIN) / BIN_WIDTH) + 1, RADIUS };

/** Estimate of the parameters' kernel density at the points of a grid. */
export const thetaDensity = {
  name: 'theta-density',
  bindings: ['grid', 'layers', 'parameters', 'densities'],
  workgroup: 64,
  workgroups: () => 1,
  flops: ({ parameters, points }) => 4 * parameters + points * (2 * RADIUS + 1) * 6,
} as const satisfies Kernel<string, { parameters: number; points: number }>;
