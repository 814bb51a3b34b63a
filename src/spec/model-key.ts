import type { Setting } from './types';

/**
 * What the random streams of a model are keyed by when its seeds are independent: 53 bits of its setting and seed.
 *
 * A pure function of the two, so a model keeps its key when the sweep around it changes; `changes` are left out, so
 * that up to the first of them a model is what it is without. Two lanes of a multiply-and-shift hash over the setting's
 * JSON, whose key order is the schema's.
 */
export function independentKey(setting: Setting, seed: number): number {
  const text = `${JSON.stringify({ ...setting, changes: undefined })}#${seed}`;
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x2c1b3c6d);
    high ^= high >>> 15;
    low = Math.imul(low ^ code, 0x297a2d39);
    low ^= low >>> 14;
  }
  return scrambled(high ^ low) * 2 ** 21 + (scrambled(low) >>> 11);
}

/** A 32-bit finalizer with full avalanche: fmix32 of MurmurHash3. */
function scrambled(value: number): number {
  let x = value ^ (value >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
