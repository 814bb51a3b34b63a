/** What is packed comes back bit for bit, and what is damaged is refused or still the same. */
import { assert, jsonValue, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DamagedError, pack, unpack } from '../../src/journal/packed';
import { unpackResults, unpackState } from '../../src/journal/wave-files';

const value = {
  numbers: [0, -0, NaN, Infinity, -Infinity, 1e-320, 0.1],
  texts: ['', 'θ', null, true],
  empty: new Float32Array(),
  arrays: [Float32Array.of(-0, NaN, 1e-40), Float64Array.of(Math.PI, Infinity), Uint8Array.of(1, 2, 3)],
};
const bytes = Buffer.concat(pack(value));

test('a value comes back with every bit, wherever its bytes lie in memory', () => {
  expect(unpack(bytes)).toStrictEqual(value);
  expect(unpack(Buffer.concat([Buffer.of(0), bytes]).subarray(1))).toStrictEqual(value);
});

describe('damage', () => {
  test('of any length is refused', () => {
    for (let length = 0; length < bytes.length - 8; length++) {
      expect(() => unpack(bytes.subarray(0, length)), String(length)).toThrow(DamagedError);
    }
  });

  test('of any bit is refused, or changes a value and nothing else', () => {
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const damaged = Uint8Array.from(bytes);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => attempt(() => unpack(damaged))).not.toThrow();
    }
  });

  test('never makes results or a state of what is none', () => {
    assert(
      property(jsonValue(), (json) => {
        const packed = Buffer.concat(pack({ json }));
        expect(() => unpackResults(packed)).toThrow(DamagedError);
        expect(() => unpackState(packed)).toThrow(DamagedError);
      }),
    );
  });
});

/** Does it, unless it is refused. */
function attempt(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
  }
}
