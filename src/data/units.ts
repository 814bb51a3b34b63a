import type { Column } from './types';
import type { DataSpec } from '../spec/types';

/**
 * The column's values as people know them. The article's curve is defined by its scaled values, so these are shown as
 * the network sees them; every other column returns to its own units.
 */
export function shownValue(data: DataSpec, { offset, factor }: Column, value: number): number {
  return keepsNetworkUnits(data) ? value : value * factor + offset;
}

/** A difference of two values, such as a standard deviation. */
export function shownDifference(data: DataSpec, { factor }: Column, value: number): number {
  return keepsNetworkUnits(data) ? value : value * factor;
}

function keepsNetworkUnits(data: DataSpec): boolean {
  return data.kind === 'article' || data.kind === 'random-curve';
}
