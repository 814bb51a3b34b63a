import type { CodedAxis } from './coded-axis';

/** A box of codes on which a tree is constant. */
export interface Leaf {
  /** (axes,) first code of the box, and the one after its last. */
  low: readonly number[];
  high: readonly number[];
  value: number;
  /** Rows of those that the tree was not grown on that lie in it. */
  outside: Uint32Array;
}

interface Node extends Omit<Leaf, 'value'> {
  inside: Uint32Array;
}

interface Split {
  axis: number;
  /** First code of the upper part. */
  at: number;
  gain: number;
}

/** Rows that either part of a split must keep. */
const LEAST_ROWS = 2;

/**
 * Grows a regression tree that reduces the squared error most at each split, and hands on its leaves.
 *
 * @param target (rows,)
 * @param inside rows that it is grown on; one may come several times
 * @param outside rows that are only sent through it
 */
export function growTree(
  axes: readonly CodedAxis[],
  target: Float64Array,
  inside: Uint32Array,
  outside: Uint32Array,
  onLeaf: (leaf: Leaf) => void,
): void {
  const nodes: Node[] = [{ low: axes.map(() => 0), high: axes.map(({ weights }) => weights.length), inside, outside }];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const split = bestSplit(axes, target, node);
    if (split) nodes.push(...partsOf(axes[split.axis]!, split, node));
    else onLeaf({ ...node, value: meanOf(target, node.inside) });
  }
}

function bestSplit(axes: readonly CodedAxis[], target: Float64Array, { low, high, inside }: Node): Split | null {
  if (inside.length < 2 * LEAST_ROWS) return null;
  const total = sumOf(target, inside);
  let best: Split | null = null;
  for (const [axis, { codes, weights }] of axes.entries()) {
    const counts = new Uint32Array(weights.length);
    const sums = new Float64Array(weights.length);
    for (const row of inside) {
      counts[codes[row]!]!++;
      sums[codes[row]!]! += target[row]!;
    }
    let [count, sum] = [0, 0];
    for (let at = low[axis]! + 1; at < high[axis]!; at++) {
      count += counts[at - 1]!;
      sum += sums[at - 1]!;
      const rest = inside.length - count;
      if (count < LEAST_ROWS || rest < LEAST_ROWS) continue;
      const gain = sum ** 2 / count + (total - sum) ** 2 / rest - total ** 2 / inside.length;
      if (gain > (best?.gain ?? 1e-12 * (1 + total ** 2))) best = { axis, at, gain };
    }
  }
  return best;
}

function partsOf({ codes }: CodedAxis, { axis, at }: Split, { low, high, inside, outside }: Node): Node[] {
  const isLower = (row: number): boolean => codes[row]! < at;
  const isUpper = (row: number): boolean => codes[row]! >= at;
  return [
    { low, high: high.with(axis, at), inside: inside.filter(isLower), outside: outside.filter(isLower) },
    { low: low.with(axis, at), high, inside: inside.filter(isUpper), outside: outside.filter(isUpper) },
  ];
}

function sumOf(target: Float64Array, rows: Uint32Array): number {
  let sum = 0;
  for (const row of rows) sum += target[row]!;
  return sum;
}

function meanOf(target: Float64Array, rows: Uint32Array): number {
  return sumOf(target, rows) / rows.length;
}
