import type { Dimension } from './dimensions';

/** The points that one refinement adds: a dimension gets new positions, with every one that others have so far. */
interface Stage {
  /** Points before it. */
  before: number;
  refined: number;
  /** Positions of the refined dimension before it. */
  known: number;
  /** (dimensions,) positions of each, after it. */
  counts: number[];
}

/**
 * An order in which every beginning covers the space: one dimension after another gets both its ends, then its middle,
 * its quarters, and so on.
 *
 * @returns the point of the product of the dimensions that comes `rank`-th, from 0; a bijection
 */
export function coarseToFine(dimensions: readonly Dimension[]): (rank: number) => number {
  const stages = stagesOf(dimensions.map(({ count }) => count));
  const orders = dimensions.map(({ count, spread }) => (spread ? null : endsFirst(count)));
  return (rank) => {
    const stage = stages.findLast(({ before }) => before <= rank);
    if (!stage) return 0;
    const { before, refined, known, counts } = stage;
    let [rest, point, stride] = [rank - before, 0, 1];
    for (let i = dimensions.length - 1; i >= 0; i--) {
      const first = i === refined ? known : 0;
      const count = counts[i]! - first;
      const place = first + (rest % count);
      rest = Math.floor(rest / count);
      point += stride * (orders[i]?.[place] ?? place);
      stride *= dimensions[i]!.count;
    }
    return point;
  };
}

/** Refinements after the one point that comes first; the number of positions of a dimension is 1, 2, 3, 5, 9, … */
function stagesOf(counts: readonly number[]): Stage[] {
  const stages: Stage[] = [];
  let known = counts.map(() => 1);
  while (known.some((count, i) => count < counts[i]!)) {
    counts.forEach((count, refined) => {
      const old = known[refined]!;
      if (old === count) return;
      const before = known.reduce((product, factor) => product * factor, 1);
      known = known.with(refined, Math.min(count, old === 1 ? 2 : 2 * old - 1));
      stages.push({ before, refined, known: old, counts: known });
    });
  }
  return stages;
}

/** (count,) positions 0 … count−1: first, last, middle, quarters, …, each kind in van der Corput's order. */
function endsFirst(count: number): Uint32Array {
  const order = new Set([0, count - 1]);
  for (let bits = 0; order.size < count; bits++) {
    for (let i = 0; i < 2 ** bits; i++) order.add(Math.round(((reversed(i, bits) + 0.5) / 2 ** bits) * (count - 1)));
  }
  return Uint32Array.from(order);
}

/** The lowest `bits` bits of a number, the other way round. */
function reversed(number: number, bits: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit++) result = (result << 1) | ((number >>> bit) & 1);
  return result;
}
