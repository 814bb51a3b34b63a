import { quantile, SEEDS_FOR_QUANTILES } from '../metrics/statistics';
import type { Groups } from './groups';
import type { Column } from './table';

/** A setting, and how a metric spreads over its seeds. */
export interface BestSetting {
  /** The row in the middle. */
  row: number;
  models: number;
  diverged: number;
  median: number;
  /** 10 and 90 %, or the least and the greatest with fewer than {@link SEEDS_FOR_QUANTILES} models. */
  low: number;
  high: number;
}

/**
 * The settings with the least (or greatest) median of a metric. One of which more than half diverged has no median, and
 * is not among them.
 *
 * @param passes (rows,) 0 for rows that are left out
 */
export function bestSettings(
  { cells: { values }, index: { order, known } }: Column,
  { count, of }: Groups,
  passes: Uint8Array,
  isLeastBest: boolean,
  most: number,
): BestSetting[] {
  const models = new Uint32Array(count);
  const diverged = new Uint32Array(count);
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (passes[row] === 0) continue;
    models[of[row]!]!++;
    if (i >= known) diverged[of[row]!]!++;
  }
  const rows = new Map<number, number[]>();
  const middles = middleRows(order.subarray(0, known), of, passes, (group) => models[group]! - diverged[group]!);
  const candidates = (isLeastBest ? middles : middles.toReversed()).filter(
    (row) => diverged[of[row]!]! * 2 <= models[of[row]!]!,
  );
  // the middle row of a setting lies at or just below its median: some more are compared than are shown
  for (const row of candidates.slice(0, 3 * most)) rows.set(of[row]!, []);
  for (const row of order.subarray(0, known)) if (passes[row] === 1) rows.get(of[row]!)?.push(row);
  const settings = [...rows].map(([group, own]): BestSetting => {
    const numbers = own.map((row) => values[row]!);
    const tail = numbers.length < SEEDS_FOR_QUANTILES ? 0 : 0.1;
    return {
      row: own[(own.length - 1) >> 1]!,
      models: models[group]!,
      diverged: diverged[group]!,
      median: quantile(numbers, 0.5),
      low: quantile(numbers, tail),
      high: quantile(numbers, 1 - tail),
    };
  });
  const sign = isLeastBest ? 1 : -1;
  return settings.sort((a, b) => sign * (a.median - b.median)).slice(0, most);
}

/** The row in the middle of each group, in the order of the values. */
function middleRows(
  order: Uint32Array,
  of: Uint32Array,
  passes: Uint8Array,
  finiteOf: (group: number) => number,
): number[] {
  const seen = new Map<number, number>();
  const middles: number[] = [];
  for (const row of order) {
    if (passes[row] === 0) continue;
    const group = of[row]!;
    const at = seen.get(group) ?? 0;
    seen.set(group, at + 1);
    if (at === (finiteOf(group) - 1) >> 1) middles.push(row);
  }
  return middles;
}
