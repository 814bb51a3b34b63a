import { expect, test } from 'vitest';
import { groupsOf, groupsOfModels } from '../../src/explore/groups';
import { rankSettings } from '../../src/explore/ranking';

const ranked = (models: readonly number[], values: Float64Array, seeds: number, largest = false, count = 10) =>
  rankSettings(values, groupsOfModels(Float64Array.from(models), seeds), null, { largest, count }).map(
    ({ rows, diverged, median }) => ({ models: Array.from(rows, (row) => models[row]!), diverged, median }),
  );

test('settings are ranked by the median over their seeds, in whatever order their rows lie', () => {
  const models = [5, 0, 3, 1, 4, 2];
  const values = Float64Array.from(models, (model) => [9, 1, 2, 4, 3, 3][model]!);
  expect(ranked(models, values, 3)).toEqual([
    { models: [1, 2, 0], diverged: 0, median: 2 },
    { models: [5, 4, 3], diverged: 0, median: 3 },
  ]);
  const [first] = ranked(models, values, 3, true, 1);
  expect(first).toMatchObject({ median: 3 });
  expect(first!.models[0]).toBe(3);
});

test('a seed that diverged counts as worse than any other, and a setting of nothing else is left out', () => {
  const values = Float64Array.from([1, NaN, 5, 6, NaN, NaN, 2, NaN, 3, 4, 7, NaN]);
  const models = [...values.keys()];
  expect(ranked(models, values, 2).map((setting) => [setting.models[0], setting.median, setting.diverged])).toEqual([
    [8, 3.5, 0],
    [2, 5.5, 0],
    [0, Infinity, 1],
    [6, Infinity, 1],
    [10, Infinity, 1],
  ]);
  expect(ranked(models, values, 2, true).map((setting) => setting.models[0])).toEqual([3, 9, 0, 6, 10]);
});

test('seeds that were not trained are not counted', () => {
  expect(ranked([7], Float64Array.of(0.5), 4)).toEqual([{ models: [7], diverged: 0, median: 0.5 }]);
});

test('only rows that pass are ranked', () => {
  const groups = groupsOf(4, [Float64Array.of(0, 0, 1, 1)]);
  const settings = rankSettings(Float64Array.of(1, 9, 2, 3), groups, Uint8Array.of(0, 1, 1, 1), {
    largest: false,
    count: 10,
  });
  expect(settings.map(({ rows, median }) => [[...rows], median])).toEqual([
    [[2, 3], 2.5],
    [[1], 9],
  ]);
});

test('equal settings stand in the order of the spec, whatever the order of their rows', () => {
  expect(
    ranked([5, 2, 4, 0, 1, 3], new Float64Array(6).fill(1), 2).map(({ models }) => Math.floor(models[0]! / 2)),
  ).toEqual([0, 1, 2]);
});
