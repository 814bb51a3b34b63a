/**
 * A keyed permutation of 0 … n−1 that is computed index by index, so that no order of samples is ever stored.
 *
 * An alternating Feistel network permutes the smallest power of two ≥ n; values ≥ n are sent through it again until
 * they land inside (cycle walking, fewer than two passes on average), which leaves a permutation of 0 … n−1. The power
 * of two is at least 2^6: over smaller ones eight rounds leave a bias that a chi-square test sees.
 * Source: Black & Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002.
 * Twin of `shaders/shared/permutation.wesl`, word for word.
 */
import { philox } from './philox';

/**
 * The 8 round keys (8,) of one epoch's order: two Philox blocks.
 *
 * @param key (2,) u32, `philoxKey(modelKey, 'shuffle')` for batches
 */
export function shuffleKeys(key: ArrayLike<number>, epoch: number): Uint32Array {
  const keys = new Uint32Array(8);
  philox([epoch, 0, 0, 0], key, keys.subarray(0, 4));
  philox([epoch, 1, 0, 0], key, keys.subarray(4, 8));
  return keys;
}

/** A 32-bit finalizer with full avalanche; constants "lowbias32" of C. Wellons' hash-prospector. */
function scramble(value: number, key: number): number {
  let x = value ^ key;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/**
 * Where `index` goes in the permutation of 0 … n−1 that `keys` stand for.
 *
 * @param index 0 ≤ index < n (above, it counts as n−1: outside, cycle walking need not end)
 * @param n 1 to 2^31
 * @param keys (8,) from {@link shuffleKeys}
 */
export function permute(index: number, n: number, keys: Uint32Array): number {
  const bits = Math.max(6, 32 - Math.clz32(n - 1));
  const lowBits = bits >>> 1;
  const lowMask = 2 ** lowBits - 1;
  const highMask = 2 ** (bits - lowBits) - 1;
  let value = Math.min(index, n - 1);
  do {
    let low = value & lowMask;
    let high = value >>> lowBits;
    for (let round = 0; round < 8; round += 2) {
      high ^= scramble(low, keys[round]!) & highMask;
      low ^= scramble(high, keys[round + 1]!) & lowMask;
    }
    value = (high << lowBits) | low;
  } while (value >= n);
  return value;
}
