/** Whole numbers as ranges `[first, last]`, ascending and apart from one another. */
export type Ranges = readonly (readonly [number, number])[];

/** Numbers, in any order, as ranges. */
export function toRanges(numbers: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

export const inRanges = (ranges: Ranges): number[] =>
  ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

/** A set of whole numbers that takes memory by its ranges, not by its numbers. */
export class RangeSet {
  /** Ascending; no two of them touch. */
  #ranges: [number, number][] = [];

  has(number: number): boolean {
    const range = this.#ranges[this.#firstFrom(number)];
    return range !== undefined && range[0] <= number;
  }

  get size(): number {
    return this.#ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  add(ranges: Ranges): void {
    for (const [first, last] of ranges) {
      const from = this.#firstFrom(first - 1);
      const end = this.#firstFrom(last + 1);
      const until = this.#ranges[end] && this.#ranges[end][0] <= last + 1 ? end + 1 : end;
      const touched = this.#ranges.slice(from, until);
      const whole: [number, number] = [
        Math.min(first, touched[0]?.[0] ?? first),
        Math.max(last, touched.at(-1)?.[1] ?? last),
      ];
      this.#ranges.splice(from, until - from, whole);
    }
  }

  /** Position of the first range that ends at a number or after it. */
  #firstFrom(number: number): number {
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ranges[middle]![1] < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
