/** Which settings of a sweep are the best by some metric, over their seeds. */

/** A setting, by the metric of its models. */
export interface RankedSetting {
  /** Models of it that were trained, one for each seed. */
  seeds: number;
  /** Those of them without a finite value, such as models that diverged. */
  diverged: number;
  /** Over all seeds; one that diverged is worse than any other, so it is infinite where most of them did. */
  median: number;
  /** The range of those that did not diverge. */
  min: number;
  max: number;
  /** Index of the model with the best value. */
  model: number;
}

export interface RankingOptions {
  /** Models of each setting, which follow one another. */
  seeds: number;
  /** Whether larger numbers are better. */
  largest?: boolean;
  /** How many settings are wanted. */
  count: number;
}

/**
 * The best settings, the best one first, by the median over their seeds; those without any finite value are left out.
 *
 * @param models (rows,) indices of models
 * @param values (rows,) their metric
 */
export function rankSettings(
  models: ArrayLike<number>,
  values: Float64Array,
  { seeds, largest = false, count }: RankingOptions,
): RankedSetting[] {
  const better = (a: number, b: number): number => (a === b ? 0 : a > b === largest ? -1 : 1);
  const settings = new Settings(models, seeds);
  const finiteOf = (setting: number): Uint32Array =>
    settings.rows(setting).filter((row) => Number.isFinite(values[row]!));
  const worst = largest ? -Infinity : Infinity;
  const medians = Float64Array.from({ length: settings.count }, (_, setting) =>
    median(Float64Array.from(settings.rows(setting), (row) => (Number.isFinite(values[row]!) ? values[row]! : worst))),
  );
  const ranked = Uint32Array.from({ length: settings.count }, (_, setting) => setting)
    .filter((setting) => finiteOf(setting).length > 0)
    .sort((a, b) => better(medians[a]!, medians[b]!) || a - b);
  return Array.from(ranked.subarray(0, count), (setting) => {
    const rows = finiteOf(setting).sort((a, b) => better(values[a]!, values[b]!));
    const ends = [values[rows[0]!]!, values[rows.at(-1)!]!] as const;
    const all = settings.rows(setting).length;
    return {
      seeds: all,
      diverged: all - rows.length,
      median: medians[setting]!,
      min: Math.min(...ends),
      max: Math.max(...ends),
      model: models[rows[0]!]!,
    };
  });
}

/** Rows of a table of models by their setting, without an object for each, since there may be a million. */
class Settings {
  readonly #order: Uint32Array;
  /** Where in the order each setting begins, and the end. */
  readonly #starts: number[] = [];

  constructor(models: ArrayLike<number>, seeds: number) {
    this.#order = new Uint32Array(models.length).map((_, row) => row).sort((a, b) => models[a]! - models[b]!);
    let last = -1;
    for (const [i, row] of this.#order.entries()) {
      const setting = Math.floor(models[row]! / seeds);
      if (setting !== last) this.#starts.push(i);
      last = setting;
    }
    this.#starts.push(this.#order.length);
  }

  get count(): number {
    return this.#starts.length - 1;
  }

  rows(setting: number): Uint32Array {
    return this.#order.subarray(this.#starts[setting], this.#starts[setting + 1]);
  }
}

/** The middle one of some numbers, or the mean of the two; unlike an interpolated quantile also of infinite ones. */
function median(numbers: Float64Array): number {
  const sorted = numbers.sort();
  const [low, high] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
  return low === high ? low : (low + high) / 2;
}
