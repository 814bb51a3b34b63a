import { expect, test } from 'vitest';
import { rankSettings } from '../../src/metrics/ranking';

test('settings are ranked by the median over their seeds, in whatever order their rows lie', () => {
  const models = [5, 0, 3, 1, 4, 2];
  const values = Float64Array.from(models, (model) => [9, 1, 2, 4, 3, 3][model]!);
  const ranked = rankSettings(models, values, { seeds: 3, count: 10 });
  expect(ranked).toEqual([
    { seeds: 3, diverged: 0, median: 2, min: 1, max: 9, model: 1 },
    { seeds: 3, diverged: 0, median: 3, min: 3, max: 4, model: 4 },
  ]);
  const [first] = rankSettings(models, values, { seeds: 3, count: 1, largest: true });
  expect(first).toEqual({ seeds: 3, diverged: 0, median: 3, min: 3, max: 4, model: 3 });
});

test('a seed that diverged counts as worse than any other, and a setting of nothing else is left out', () => {
  const values = Float64Array.from([1, NaN, 5, 6, NaN, NaN, 2, NaN, 3, 4, 7, NaN]);
  const models = values.map((_, row) => row);
  const of = (largest: boolean) =>
    rankSettings(models, values, { seeds: 2, count: 10, largest }).map(({ model, median, diverged }) => [
      model,
      median,
      diverged,
    ]);
  expect(of(false)).toEqual([
    [8, 3.5, 0],
    [2, 5.5, 0],
    [0, Infinity, 1],
    [6, Infinity, 1],
    [10, Infinity, 1],
  ]);
  expect(of(true).map(([model]) => model)).toEqual([3, 9, 0, 6, 10]);
});

test('seeds that were not trained are not counted', () => {
  const [only] = rankSettings([7], Float64Array.of(0.5), { seeds: 4, count: 1 });
  expect(only).toEqual({ seeds: 1, diverged: 0, median: 0.5, min: 0.5, max: 0.5, model: 7 });
});
