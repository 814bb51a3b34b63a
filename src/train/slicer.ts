import { MAX_PASSES } from '../plan/buffer-table';

/** What one submission holds: passes over the models `first … first + models - 1` of a wave. */
export interface Slice {
  passes: number;
  first: number;
  models: number;
}

/**
 * How much to submit at a time so that it takes about `target` milliseconds: passes over all models or, where one pass
 * takes longer, over a part of them. It begins with the least, doubles while half of the target is not reached, and is
 * halved as soon as a submission has overrun the target.
 */
export class Slicer {
  #passes = 1;
  #models: number;

  /** @param grain parts of the models begin at multiples of it */
  constructor(
    private readonly target: number,
    private readonly grain: number,
  ) {
    this.#models = grain;
  }

  /** The next submission: `passes` are left, the first of them of the models from `first` on, and there are `models`. */
  cut(passes: number, first: number, models: number): Slice {
    const isWhole = first === 0 && this.#models >= models;
    return {
      passes: isWhole ? Math.min(passes, this.#passes) : 1,
      first,
      models: Math.min(models - first, this.#models),
    };
  }

  /** Learns how long a submission took. */
  adapt(slice: Slice, milliseconds: number): void {
    if (milliseconds > this.target) this.#shrink(slice);
    else if (milliseconds < this.target / 2) this.#grow(slice);
  }

  /** To half of what overran, however many of its size are still on their way. */
  #shrink({ passes, models }: Slice): void {
    this.#passes = Math.min(this.#passes, Math.max(1, Math.floor(passes / 2)));
    if (passes > 1) return;
    const half = this.grain * Math.max(1, Math.floor(models / this.grain / 2));
    this.#models = Math.min(this.#models, half);
  }

  /** A submission that was cut short, since no more was left, says nothing. */
  #grow({ passes, first, models }: Slice): void {
    if (models === this.#models) this.#models *= 2;
    else if (first === 0 && models < this.#models && passes === this.#passes) {
      this.#passes = Math.min(MAX_PASSES, 2 * this.#passes);
    }
  }
}
