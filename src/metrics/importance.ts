/**
 * How much of a metric's variance each axis explains on its own: functional ANOVA of a random forest.
 *
 * A tree is constant on boxes, so the variance of its predictions over the whole space, with each axis distributed as
 * it is among the models and independent of the others, splits exactly into shares of single axes and of interactions.
 * Source: Hutter, Hoos & Leyton-Brown, "An efficient approach for assessing hyperparameter importance", ICML 2014.
 */
import { philox } from '../random/philox';
import { coded, cumulative, type CodedAxis } from './coded-axis';
import { growTree } from './regression-tree';
import { deviation, mean, quantile } from './statistics';

export interface Share {
  /** Median over the trees, from 0 to 1. */
  share: number;
  /** 10 and 90 % of the trees. */
  low: number;
  high: number;
}

export interface Importance {
  /** One per axis: what it explains without the others. */
  axes: Share[];
  /** What only several axes together explain. */
  interactions: Share;
  /** Share of the variance that the forest predicts of models that a tree has not seen (out of bag); may be below 0. */
  explained: number;
  models: number;
  trees: number;
}

export const TREES = 48;

/**
 * @param axes (rows,) each; NaN, where an axis does not apply, is a value of its own
 * @param target (rows,) finite
 * @param seed of the bootstrap: the same one gives the same numbers
 */
export function importance(axes: readonly Float64Array[], target: Float64Array, seed = 0): Importance {
  const codedAxes = axes.map(coded);
  const predicted = new Float64Array(target.length);
  const votes = new Uint32Array(target.length);
  const trees = Array.from({ length: TREES }, (_, tree) => {
    const { inside, outside } = bootstrap(target.length, tree, seed);
    const shares = new TreeShares(codedAxes);
    growTree(codedAxes, target, inside, outside, (leaf) => {
      shares.add(leaf.low, leaf.high, leaf.value);
      for (const row of leaf.outside) {
        predicted[row]! += leaf.value;
        votes[row]!++;
      }
    });
    return shares.result();
  });
  const across = (of: (tree: number[]) => number): Share => {
    const values = trees.map(of);
    return { share: quantile(values, 0.5), low: quantile(values, 0.1), high: quantile(values, 0.9) };
  };
  return {
    axes: axes.map((_, axis) => across((tree) => tree[axis]!)),
    interactions: across((tree) => Math.max(0, 1 - tree.reduce((sum, share) => sum + share, 0))),
    explained: explained(target, predicted, votes),
    models: target.length,
    trees: TREES,
  };
}

/** Rows drawn with replacement, and those that were not drawn. */
function bootstrap(rows: number, tree: number, seed: number): { inside: Uint32Array; outside: Uint32Array } {
  const block = new Uint32Array(4);
  const drawn = new Uint8Array(rows);
  const inside = Uint32Array.from({ length: rows }, (_, i) => {
    if (i % 4 === 0) philox([i / 4, tree, 0, 0], [seed, 0], block);
    const row = Math.floor((block[i % 4]! / 2 ** 32) * rows);
    drawn[row] = 1;
    return row;
  });
  const outside = new Uint32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) if (drawn[row] === 0) outside[count++] = row;
  return { inside, outside: outside.subarray(0, count) };
}

/** Adds up the leaves of a tree, and says which share of its variance each axis explains alone. */
class TreeShares {
  #mean = 0;
  #square = 0;
  /** (axis, code) mean over all other axes. */
  readonly #marginals: Float64Array[];
  readonly #below: Float64Array[];

  constructor(private readonly axes: readonly CodedAxis[]) {
    this.#marginals = axes.map(({ weights }) => new Float64Array(weights.length));
    this.#below = axes.map(({ weights }) => cumulative(weights));
  }

  /** @param low (axes,) first code of the box, @param high (axes,) code after its last one */
  add(low: readonly number[], high: readonly number[], value: number): void {
    const widths = this.#below.map((below, axis) => below[high[axis]!]! - below[low[axis]!]!);
    const volume = widths.reduce((product, width) => product * width, 1);
    this.#mean += volume * value;
    this.#square += volume * value * value;
    this.#marginals.forEach((marginal, axis) => {
      const part = (volume / widths[axis]!) * value;
      for (let code = low[axis]!; code < high[axis]!; code++) marginal[code]! += part;
    });
  }

  result(): number[] {
    const variance = this.#square - this.#mean ** 2;
    return this.#marginals.map((marginal, axis) => {
      const { weights } = this.axes[axis]!;
      const own = marginal.reduce((sum, value, code) => sum + weights[code]! * (value - this.#mean) ** 2, 0);
      return variance > 0 ? own / variance : 0;
    });
  }
}

function explained(target: Float64Array, predicted: Float64Array, votes: Uint32Array): number {
  const errors: number[] = [];
  const truth: number[] = [];
  target.forEach((value, row) => {
    if (votes[row] === 0) return;
    errors.push((predicted[row]! / votes[row]! - value) ** 2);
    truth.push(value);
  });
  const variance = (deviation(truth) ** 2 * (truth.length - 1)) / truth.length;
  return variance > 0 ? 1 - mean(errors) / variance : 0;
}
