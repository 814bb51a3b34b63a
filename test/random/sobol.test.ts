import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../src/random/normal';
import { sobol, SOBOL_DIMENSIONS } from '../../src/random/sobol';
import { erfc } from '../../src/reference/erf';

const point = (index: number, dimensions: number): number[] =>
  Array.from({ length: dimensions }, (_, dimension) => sobol(index, dimension) * 2 ** -32);

describe('the Sobol sequence', () => {
  test('begins as published with its direction numbers', () => {
    expect(Array.from({ length: 8 }, (_, index) => point(index, 3))).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
    ]);
  });

  test('reaches, far out and in every dimension, the words of an implementation of its own (SciPy 1.17)', () => {
    expect(Array.from({ length: SOBOL_DIMENSIONS }, (_, dimension) => sobol(999_999_999, dimension))).toEqual([
      11922020, 2370793132, 3273590844, 3176527508, 78521020, 3461970180, 3996467620, 1982474372, 686131300, 3584904828,
      3517279036, 3066234356, 2056702004, 2067150436, 2209011252, 2551027940,
    ]);
  });

  test('has one point in each of the 2^d corners of the cube among 2^d (property A of Sobol)', () => {
    for (let dimensions = 1; dimensions <= SOBOL_DIMENSIONS; dimensions++) {
      const corners = new Set<number>();
      for (let index = 0; index < 2 ** dimensions; index++) {
        let corner = 0;
        for (let dimension = 0; dimension < dimensions; dimension++) {
          corner = corner * 2 + (sobol(index, dimension) >>> 31);
        }
        corners.add(corner);
      }
      expect(corners.size).toBe(2 ** dimensions);
    }
  });

  test('puts one of any 2^k points that follow one another into each 2^k-th of an axis', () => {
    for (let dimension = 0; dimension < SOBOL_DIMENSIONS; dimension++) {
      const parts = Array.from({ length: 256 }, (_, i) => sobol(5 * 256 + i, dimension) >>> 24);
      expect(new Set(parts).size).toBe(256);
    }
  });
});

test('the quantile of the normal distribution is the inverse of its integral, to 7 digits', () => {
  for (const p of [2 ** -33, 1e-6, 0.001, 0.07, 0.3, 0.5, 0.6, 0.95, 1 - 1e-6]) {
    expect(erfc(-normalQuantile(p) / Math.SQRT2) / 2 / p).toBeCloseTo(1, 5);
  }
});
