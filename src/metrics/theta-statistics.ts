import { maximum, mean, minimum } from './statistics';
import type { ThetaStatistics } from './types';

/** Parameters nearer to 0 than this count as near it, as in the article's reference tables. */
export const NEAR_ZERO = 0.001;

/** @param theta (P,) at least one */
export function thetaStatistics(theta: Float32Array): ThetaStatistics {
  const share = (counts: (value: number) => boolean) => theta.filter(counts).length / theta.length;
  return {
    count: theta.length,
    mean: mean(theta),
    rms: Math.sqrt(mean(theta.map((value) => value ** 2))),
    min: minimum(theta),
    max: maximum(theta),
    nearZero: share((value) => Math.abs(value) < NEAR_ZERO),
    exactZero: share((value) => value === 0),
  };
}
