import { describe, expect, test } from 'vitest';
import { compareColumn, matchModels } from '../../src/metrics/comparison';

const [a, b] = [
  [3, 0, 2],
  [2, 3, 1],
];

test('models are matched by their index, wherever their rows lie', () => {
  const { onlyA, onlyB, ...rows } = matchModels(a, b);
  expect([onlyA, onlyB]).toEqual([[0], [1]]);
  expect(Array.from(rows.a, (row, i) => [a[row], b[rows.b[i]!]])).toEqual([
    [2, 2],
    [3, 3],
  ]);
});

describe('a column', () => {
  const matching = matchModels([0, 1, 2], [2, 1, 0]);
  const compare = (own: (number | string | null)[], other: (number | string | null)[]) =>
    compareColumn('x', matching, [0, 1, 2], own, other.toReversed());

  test('that is the same bit for bit, with what is no number', () => {
    expect(compare([1, NaN, null], [1, NaN, null])).toBeNull();
  });

  test('differs by a sign of zero', () => {
    expect(compare([1, 0, 2], [1, -0, 2])).toMatchObject({ models: 1, absolute: 0, relative: 0, model: 1 });
  });

  test('says where it differs the most, relative to the number or, of a small one, to its column', () => {
    expect(compare([10, 1, 1e-9], [11, 1.5, 2e-9])).toEqual({
      column: 'x',
      models: 3,
      absolute: 1,
      relative: 0.5 / 1.5,
      model: 1,
      a: 1,
      b: 1.5,
    });
  });

  test.each([
    [1, NaN],
    [1, null],
    ['tanh', 'relu'],
  ])('of %s and %s is beyond measure', (own, other) => {
    expect(compare([1, own, 1], [1, other, 1])).toMatchObject({ models: 1, relative: Infinity, a: own, b: other });
  });
});
