import type { DensityGrid } from '../density-grid';
import { logDensity } from './density';
import { entropy, entropyCeiling, entropyFloor, initialisationNoise, plateau } from './entropy';

/** p(θ) of freshly initialised parameters, and what the estimate can show of any others. Entropies in nats. */
export interface InitialDensity {
  grid: DensityGrid;
  /** (points,) log probabilities. */
  log: Float64Array;
  /** Height of the plateau, as a probability per point: the unit of all heights. */
  level: number;
  entropy: number;
  /** Least and greatest entropy of any density on this grid. */
  floor: number;
  ceiling: number;
  /** Fractions of the parameters below and above the grid. */
  below: number;
  above: number;
  /** KL between two independent initialisations. */
  noise: number;
}

/** @param weights (P,) initial parameters of one model */
export function initialDensity(weights: Float32Array, grid: DensityGrid): InitialDensity {
  const log = logDensity(weights, grid);
  return {
    grid,
    log,
    level: plateau(log),
    entropy: entropy(log),
    floor: entropyFloor(grid),
    ceiling: entropyCeiling(grid),
    below: weights.filter((theta) => theta < -grid.limit).length / weights.length,
    above: weights.filter((theta) => theta > grid.limit).length / weights.length,
    noise: initialisationNoise(log),
  };
}
