import { ARTICLE_GRID, type DensityGrid } from '../density-grid';
import { words, type Kernel } from './kernel';

/** Bins per bandwidth. */
const RESOLUTION = 4;
/** How far the bins reach beyond the points, in bandwidths: there the Gaussian is e^-32 of its height. */
const MARGIN = 8;

/** Width of a bin, in θ. */
export const binWidth = ({ bandwidth }: DensityGrid): number => bandwidth / RESOLUTION;

/** All grids have the article's ratio of limit to bandwidth, so one number of bins. */
const BINS = 2 * RESOLUTION * (Math.round(ARTICLE_GRID.limit / ARTICLE_GRID.bandwidth) + MARGIN) + 1;

/** Overrides of the shader. The bins of every model begin where any part of a buffer may be bound, at 256 bytes. */
export const DENSITY_BINS = { BINS, STRIDE: 64 * Math.ceil(BINS / 64) };

/** Logarithm of the parameters' kernel density, estimated at the points of a grid. */
export const thetaDensity = {
  name: 'theta-density',
  bindings: ['grid', 'layers', 'parameters', 'logDensities', 'densityBins'],
  workgroup: 64,
  workgroups: () => 1,
  flops: ({ parameters, points }) => 4 * parameters + points * 2 * MARGIN * RESOLUTION * 8,
  bytes: ({ parameters, points }) => words(parameters + points),
} as const satisfies Kernel<string, { parameters: number; points: number }>;
