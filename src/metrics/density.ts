/** The article's kernel density estimate of a network's parameters, in f64 and in log space. */

import { ARTICLE_GRID, type DensityGrid } from '../density-grid';

/** Share of the initial parameters that the grid must cover. */
const COVERAGE = 0.95;

/** Kernel terms below e^−46 of the largest one vanish in the rounding of an f64 sum. */
const NEGLIGIBLE_EXPONENT = 46;

/**
 * The article's grid, or for networks that start wider (few units per layer) the same grid enlarged by 2, 5, 10, …
 * until it covers the initial parameters. Entropy floor and ceiling do not change: the bandwidth grows with the range.
 */
export function gridCovering(initialWeights: readonly Float32Array[]): DensityGrid {
  for (let decade = 1; decade < 1e6; decade *= 10) {
    for (const enlargement of [decade, 2 * decade, 5 * decade]) {
      const limit = ARTICLE_GRID.limit * enlargement;
      if (initialWeights.every((theta) => fractionWithin(theta, limit) >= COVERAGE)) {
        return { ...ARTICLE_GRID, limit, bandwidth: ARTICLE_GRID.bandwidth * enlargement };
      }
    }
  }
  return ARTICLE_GRID;
}

/** Fraction of parameters with |θ| ≤ radius. */
export function fractionWithin(theta: Float32Array, radius: number): number {
  let inside = 0;
  for (const value of theta) if (Math.abs(value) <= radius) inside++;
  return inside / theta.length;
}

/** (points,) the grid's θ, from −limit to limit. */
export function gridPoints(grid: DensityGrid): Float64Array {
  const { points, limit } = grid;
  const known = POINTS.get(grid) ?? new Float64Array(points).map((_, i) => -limit + (2 * limit * i) / (points - 1));
  POINTS.set(grid, known);
  return known;
}

/** A run has one grid and asks for its points for every model. */
const POINTS = new WeakMap<DensityGrid, Float64Array>();

/**
 * Natural logarithm of the density at the grid's points, normalised so that the probabilities sum to 1 over them.
 *
 * Every point is finite however far it lies from all parameters: at a distance of 0.3 the plain density underflows,
 * and with it the Kullback–Leibler divergence of the article's notebook.
 *
 * @param theta (P,) finite parameters, at least one
 * @returns (points,) log probabilities
 */
export function logDensity(theta: Float32Array, grid: DensityGrid): Float64Array {
  const sorted = Float32Array.from(theta).sort();
  const logits = gridPoints(grid).map((point) => logKernelSum(sorted, point, grid.bandwidth));
  const total = logSumExp(logits);
  return logits.map((value) => value - total);
}

/**
 * log Σ exp(−(point − θ)²/2h²) over sorted parameters. Only those are summed that are near enough, compared with the
 * nearest one, to change the f64 result.
 */
function logKernelSum(sorted: Float32Array, point: number, bandwidth: number): number {
  const nearest = nearestSquared(sorted, point);
  const radius = Math.sqrt(nearest + 2 * bandwidth ** 2 * NEGLIGIBLE_EXPONENT);
  const scale = -0.5 / bandwidth ** 2;
  let sum = 0;
  for (let i = firstAtLeast(sorted, point - radius); i < sorted.length; i++) {
    const distance = sorted[i]! - point;
    if (distance > radius) break;
    sum += Math.exp(scale * (distance ** 2 - nearest));
  }
  return scale * nearest + Math.log(sum);
}

/** Squared distance from a point to the nearest of the sorted values. */
function nearestSquared(sorted: Float32Array, point: number): number {
  const after = firstAtLeast(sorted, point);
  const above = after < sorted.length ? sorted[after]! - point : Infinity;
  const below = after > 0 ? point - sorted[after - 1]! : Infinity;
  return Math.min(above, below) ** 2;
}

/** Index of the first sorted value ≥ bound, by bisection. */
function firstAtLeast(sorted: Float32Array, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function logSumExp(values: Float64Array): number {
  let largest = -Infinity;
  for (const value of values) largest = Math.max(largest, value);
  let sum = 0;
  for (const value of values) sum += Math.exp(value - largest);
  return largest + Math.log(sum);
}
