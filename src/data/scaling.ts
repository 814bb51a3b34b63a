import type { Scaling } from '../spec/types';
import type { Column } from './types';

/**
 * How a column is brought to the network's units: to [0, 1], or to mean 0 and standard deviation 1 (of the population).
 *
 * A constant column gets the factor 1, so that it becomes 0.
 *
 * @param values (N,) what the scaling is fitted to
 */
export function fitColumn(name: string, scaling: Scaling, values: Float64Array): Column {
  if (scaling === 'none') return { name, scaling, offset: 0, factor: 1 };
  const { min, max } = extent(values);
  // Asked before the deviation: the mean of equal numbers can be off by a rounding.
  if (min === max) return { name, scaling, offset: min, factor: 1 };
  if (scaling === 'min-max') return { name, scaling, offset: min, factor: max - min };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { name, scaling, offset: mean, factor: Math.sqrt(variance) || 1 };
}

function extent(values: Float64Array): { min: number; max: number } {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}
