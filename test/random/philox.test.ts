import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { philox, unitDouble, unitFloat } from '../../src/random/philox';
import { philoxKey, STREAMS, type StreamName } from '../../src/random/streams';

const names = Object.keys(STREAMS).filter((name): name is StreamName => name in STREAMS);
const block = (counter: number[], key: number[]) => [...philox(counter, key, new Uint32Array(4))];

describe('philox', () => {
  // Known-answer vectors published with Random123: zeros, all ones, digits of pi.
  const ones = 0xffffffff;
  test.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [ones, ones, ones, ones],
      [ones, ones],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('gives the published words for counter %j and key %j', (counter, key, words) => {
    expect(block(counter, key)).toEqual(words);
  });

  test('writes into the array it is given and leaves the counter alone', () => {
    const counter = new Uint32Array([1, 2, 3, 4]);
    const out = new Uint32Array(4);
    expect(philox(counter, [5, 6], out)).toBe(out);
    expect([...counter]).toEqual([1, 2, 3, 4]);
  });

  test('flipping one bit of counter or key flips about half of the 128 output bits', () => {
    let flipped = 0;
    let trials = 0;
    for (let bit = 0; bit < 192; bit++) {
      for (let start = 0; start < 50; start++) {
        const words = [start, 7, 11, 13, 17, 19];
        const changed = words.map((word, i) => (i === bit >> 5 ? word ^ (1 << (bit & 31)) : word) >>> 0);
        const a = block(words.slice(0, 4), words.slice(4));
        const b = block(changed.slice(0, 4), changed.slice(4));
        flipped += a.reduce((sum, word, i) => sum + onesIn(word ^ b[i]!), 0);
        trials += 128;
      }
    }
    // 1.2 million fair bits: sd of the mean is 0.00045.
    expect(Math.abs(flipped / trials - 0.5)).toBeLessThan(0.0025);
  });
});

describe('philoxKey', () => {
  test('is different for every pair of model key and stream, and holds both entirely', () => {
    const modelKey = fc.oneof(
      fc.maxSafeNat(),
      fc.nat(1000),
      fc.nat(60).map((k) => 2 ** 53 - 1 - k),
    );
    fc.assert(
      fc.property(modelKey, fc.constantFrom(...names), (key, stream) => {
        const [low, high] = philoxKey(key, stream);
        expect(low).toBe(low >>> 0);
        expect(high).toBe(high >>> 0);
        // Both parts can be read back, so no two pairs can share a key.
        expect(Math.floor(high / 256) * 2 ** 32 + low).toBe(key);
        expect(high % 256).toBe(STREAMS[stream]);
      }),
    );
  });

  test('stream ids are distinct and fit in 8 bits', () => {
    const ids = Object.values(STREAMS);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < 256)).toBe(true);
  });

  test.each([-1, 0.5, NaN, Infinity, 2 ** 53])('refuses %d', (key) => {
    expect(() => philoxKey(key, 'shuffle')).toThrow(RangeError);
  });
});

describe('floats from words', () => {
  test('unitFloat is exact in f32 and stays in [0, 1)', () => {
    expect(unitFloat(0)).toBe(0);
    expect(unitFloat(255)).toBe(0);
    expect(unitFloat(256)).toBe(2 ** -24);
    expect(unitFloat(0xffffffff)).toBe(1 - 2 ** -24);
    fc.assert(fc.property(fc.nat(0xffffffff), (word) => Math.fround(unitFloat(word)) === unitFloat(word)));
  });

  test('unitDouble uses 53 bits and stays in [0, 1)', () => {
    expect(unitDouble(0, 0)).toBe(0);
    expect(unitDouble(0, 64)).toBe(2 ** -53);
    expect(unitDouble(0xffffffff, 0xffffffff)).toBe(1 - 2 ** -53);
  });
});

function onesIn(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}
