import type { DensityGrid } from '../density-grid';
import { fractionWithin, logDensity } from './density';
import { divergence, entropy, plateau } from './entropy';
import { maximum } from './statistics';
import type { ModelResult } from './types';

/** The density of one model's parameters and what is read from it. Entropies and divergence in nats. */
export interface DensitySummary {
  /** (points,) log probabilities of the trained and of the initial parameters. */
  log: Float64Array;
  initialLog: Float64Array;
  entropy: number;
  initialEntropy: number;
  /** KL(initial ‖ trained). */
  divergence: number;
  /** Height of the initial plateau, the unit of all heights: for the article's network 0.0048. */
  initialLevel: number;
  /** Greatest density, in multiples of the initial level. */
  peak: number;
  /** Fraction of the parameters within three bandwidths of 0, all of which the estimate shows as one peak. */
  central: number;
  /** Fraction of the parameters beyond the grid, which the estimate does not show. */
  outside: number;
}

/** Null when a parameter is not finite. */
export function densitySummary({ weights, initialWeights }: ModelResult, grid: DensityGrid): DensitySummary | null {
  if (!weights.every(Number.isFinite)) return null;
  const log = logDensity(weights, grid);
  const { initialLog, initialEntropy, initialLevel } = initialSummary(initialWeights, grid);
  return {
    log,
    initialLog,
    entropy: entropy(log),
    initialEntropy,
    divergence: divergence(initialLog, log),
    initialLevel,
    peak: Math.exp(maximum(log)) / initialLevel,
    central: fractionWithin(weights, centralRadius(grid)),
    outside: 1 - fractionWithin(weights, grid.limit),
  };
}

type InitialSummary = Pick<DensitySummary, 'initialLog' | 'initialEntropy' | 'initialLevel'>;

/** Paired seeds start all settings from the same parameters. */
const INITIAL = new WeakMap<Float32Array, { grid: DensityGrid; summary: InitialSummary }>();

function initialSummary(initialWeights: Float32Array, grid: DensityGrid): InitialSummary {
  const known = INITIAL.get(initialWeights);
  if (known?.grid === grid) return known.summary;
  const initialLog = logDensity(initialWeights, grid);
  const summary = { initialLog, initialEntropy: entropy(initialLog), initialLevel: plateau(initialLog) };
  INITIAL.set(initialWeights, { grid, summary });
  return summary;
}

/** Three bandwidths: 99.7 % of a kernel's mass. */
export function centralRadius(grid: DensityGrid): number {
  return 3 * grid.bandwidth;
}

/** (points,) density in multiples of the initial level. */
export function inInitialLevels(log: Float64Array, initialLevel: number): Float64Array {
  return log.map((value) => Math.exp(value) / initialLevel);
}
