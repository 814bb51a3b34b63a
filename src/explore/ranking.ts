/** Which settings are the best by some metric, over their seeds: the one ranking of command line, page and report. */
import type { Groups } from './groups';
import { indexed } from './indexed';

/** A setting, by the metric of its models. */
export interface RankedSetting {
  /** Its models: those with a finite value, the best one first, then those without, such as models that diverged. */
  rows: Uint32Array;
  diverged: number;
  /** Over all seeds; one that diverged is worse than any other, so it is infinite where most of them did. */
  median: number;
}

export interface RankingOptions {
  /** Whether larger numbers are better. */
  largest: boolean;
  /** How many settings are wanted. */
  count: number;
}

/**
 * The best settings, the best one first, by the median over their seeds; those without any finite value are left out, and
 * equal ones stand in the order of their numbers.
 *
 * @param values (rows,) the metric of models
 * @param passes (rows,) 0 for rows that are left out; null for none
 */
export function rankSettings(
  values: Float64Array,
  groups: Groups,
  passes: Uint8Array | null,
  { largest, count }: RankingOptions,
): RankedSetting[] {
  const worst = largest ? -Infinity : Infinity;
  const valueOf = (row: number): number => (Number.isFinite(values[row]!) ? values[row]! : worst);
  const sign = largest ? -1 : 1;
  const settings = new Settings(groups, passes);
  // what comes first is best: least, or with its sign turned greatest
  const medians = Float64Array.from({ length: groups.count }, (_, setting) => {
    const rows = settings.rows(setting);
    if (rows.length > 1) rows.sort((a, b) => (valueOf(a) === valueOf(b) ? 0 : sign * (valueOf(a) - valueOf(b))));
    // the best one comes first: without a finite value, it has none
    if (rows.length === 0 || !Number.isFinite(values[rows[0]!]!)) return NaN;
    const [low, high] = [valueOf(rows[(rows.length - 1) >> 1]!), valueOf(rows[rows.length >> 1]!)];
    return sign * (low === high ? low : (low + high) / 2);
  });
  const { order, known } = indexed(medians);
  return Array.from(order.subarray(0, Math.min(known, count)), (setting) => {
    const rows = settings.rows(setting).slice();
    const diverged = rows.reduce((sum, row) => sum + Number(!Number.isFinite(values[row]!)), 0);
    return { rows, diverged, median: sign * medians[setting]! };
  });
}

/** Rows by their setting, without an object for each, since there may be a million. */
class Settings {
  readonly #rows: Uint32Array;
  /** (settings + 1,) where the rows of each begin. */
  readonly #starts: Uint32Array;

  constructor({ count, of }: Groups, passes: Uint8Array | null) {
    const isIn = (row: number): boolean => !passes || passes[row] === 1;
    this.#starts = new Uint32Array(count + 1);
    for (let row = 0; row < of.length; row++) if (isIn(row)) this.#starts[of[row]! + 1]!++;
    for (let i = 1; i <= count; i++) this.#starts[i]! += this.#starts[i - 1]!;
    this.#rows = new Uint32Array(this.#starts[count]!);
    const next = this.#starts.slice();
    for (let row = 0; row < of.length; row++) if (isIn(row)) this.#rows[next[of[row]!]!++] = row;
  }

  /** As they lie in memory: what sorts them sorts them for good. */
  rows(setting: number): Uint32Array {
    return this.#rows.subarray(this.#starts[setting], this.#starts[setting + 1]);
  }
}
