import type { DensityGrid } from '../density-grid';
import { logDensity } from './density';

/** Entropy in nats, −Σ p log p, of log probabilities. */
export function entropy(logP: Float64Array): number {
  return -logP.reduce((sum, value) => sum + Math.exp(value) * value, 0);
}

/** Kullback–Leibler divergence in nats, KL(p ‖ q) = Σ p (log p − log q); finite because log q is. */
export function divergence(logP: Float64Array, logQ: Float64Array): number {
  return logP.reduce((sum, value, i) => sum + Math.exp(value) * (value - logQ[i]!), 0);
}

/** The least entropy that the estimate can show, all parameters being 0: a property of bandwidth and grid. */
export function entropyFloor(grid: DensityGrid): number {
  return entropy(logDensity(new Float32Array(1), grid));
}

/** The entropy of equal probability at every point. */
export function entropyCeiling(grid: DensityGrid): number {
  return Math.log(grid.points);
}

/**
 * What the divergence of two independent initialisations from the same symmetric distribution comes to: no trained
 * model can be told from a fresh one below it. Estimated from one sample as the divergence from its own mirror image,
 * whose density at θ rests on other parameters than the density at −θ does.
 */
export function initialisationNoise(initialLogP: Float64Array): number {
  return divergence(initialLogP, initialLogP.toReversed());
}

/** The probability that a parameter meets at its own value, Σ p²: for a flat density the height of its plateau. */
export function plateau(logP: Float64Array): number {
  return logP.reduce((sum, value) => sum + Math.exp(2 * value), 0);
}
