import { describe, expect, test } from 'vitest';
import { datasetKey, loadDataset } from '../../src/data';
import type { Dataset } from '../../src/data/types';
import { resolve } from '../../src/spec';
import { memoryFiles } from './memory-files';

function load(data: object | string, key = 1): Promise<Dataset> {
  return loadDataset(resolve({ data }).data, key, memoryFiles({}));
}

/** (mean, variance) of all y of a data set. */
function moments({ train, validation }: Dataset): [number, number] {
  const y = [...train.y, ...validation.y];
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  return [mean, y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / y.length];
}

describe('article', () => {
  test('10,000 even x on [0, 4π] unscaled, y in [0, 1], 7,000 to train and 3,000 held out', async () => {
    const { train, validation, description } = await load('article');
    expect([train.count, validation.count]).toEqual([7000, 3000]);
    const x = [...train.x, ...validation.x].toSorted((a, b) => a - b);
    const off = x.map((value, row) => Math.abs(value - Math.fround((4 * Math.PI * row) / 9999)));
    expect(Math.max(...off)).toBeLessThan(2e-6);
    const y = [...train.y, ...validation.y];
    expect([Math.min(...y), Math.max(...y)]).toEqual([0, 1]);
    expect(description).toBe(
      'y = sin(0.9529 x) (1 − cos(1.4540 x)) / exp(−0.0953 x) + N(0, 0.1): 7,000 rows for training and 3,000 for validation.',
    );
  });

  test('the truth is the noise-free curve in the scaled units', async () => {
    const { truth, targets } = await load('article');
    const { offset, factor } = targets[0]!;
    // By hand: sin(0.952901·π)·(1 − cos(1.453983·π))/exp(−0.0953329·π) = 0.147427·1.144064/0.741191.
    expect(truth!(Math.PI) * factor + offset).toBeCloseTo(0.22756, 5);
    expect(truth!(0) * factor + offset).toBeCloseTo(0, 12);
  });

  test('mean, variance and noise in scaled units are those of the article', async () => {
    for (const key of [1, 2, 3]) {
      const data = await load('article', key);
      const [mean, variance] = moments(data);
      // The extremes of the noise move the scale by about 1 % from seed to seed.
      expect(Math.abs(mean - 0.634)).toBeLessThan(0.012);
      expect(Math.abs(variance - 0.0516)).toBeLessThan(0.002);
      const noise = data.train.y.reduce((sum, y, row) => sum + (y - data.truth!(data.train.x[row]!)) ** 2, 0);
      expect(Math.abs(Math.sqrt(noise / 7000) - 0.01274)).toBeLessThan(0.0005);
      const mistake = data.train.y.reduce((sum, y, row) => sum + y - data.truth!(data.train.x[row]!), 0) / 7000;
      expect(Math.abs(mistake)).toBeLessThan((4 * 0.01274) / Math.sqrt(7000));
    }
  });

  test('a key gives the same rows, another key other noise and another split', async () => {
    const [one, same, other] = await Promise.all([load('article', 1), load('article', 1), load('article', 2)]);
    expect(same.train).toEqual(one.train);
    expect(other.train.x).not.toEqual(one.train.x);
    const fixed = { kind: 'article', seed: 5, split: { kind: 'fraction', seed: 6 } };
    expect((await load(fixed, 1)).train).toEqual((await load(fixed, 2)).train);
  });

  test('both parts keep the order of the grid and share no row', async () => {
    const { train, validation } = await load({ kind: 'article', points: 50 });
    for (const { x } of [train, validation]) expect([...x]).toEqual([...x].toSorted((a, b) => a - b));
    expect(new Set([...train.x, ...validation.x]).size).toBe(50);
    expect(validation.count).toBe(15);
  });

  test('a split leaves a row on both sides', async () => {
    const tiny = await load({ kind: 'article', points: 2, split: 0.01 });
    expect([tiny.train.count, tiny.validation.count]).toEqual([1, 1]);
  });
});

test('random-curve draws its coefficients from the seed', async () => {
  const [one, same, other] = await Promise.all([1, 1, 2].map((key) => load('random-curve', key)));
  expect(one!.description).toBe(same!.description);
  expect(one!.description).not.toBe(other!.description);
});

test('random-curve coefficients have the means and deviations of the article', async () => {
  const keys = Array.from({ length: 400 }, (_, key) => key);
  const curves = await Promise.all(keys.map((key) => load({ kind: 'random-curve', points: 2 }, key)));
  const drawn = curves.map(({ description }) =>
    (description.match(/−?\d+\.\d{4}/g) ?? []).map((text) => Number(text.replace('−', '-'))),
  );
  [1, 1, 0].forEach((mean, index) => {
    const deviation = index === 2 ? 0.1 : 0.5;
    const values = drawn.map((coefficients) => coefficients[index]!);
    const found = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - found) ** 2, 0) / values.length);
    expect(Math.abs(found - mean)).toBeLessThan((4 * deviation) / Math.sqrt(400));
    expect(Math.abs(spread / deviation - 1)).toBeLessThan(4 / Math.sqrt(800));
  });
});

test('co2 is the monthly record by the year in the middle of the month', async () => {
  const data = await load({ kind: 'co2', featureScaling: 'none', targetScaling: 'none' });
  const rows = [data.train, data.validation].flatMap(({ x, y }) => [...x].map((year, row) => [year, y[row]!] as const));
  rows.sort(([a], [b]) => a - b);
  expect(rows).toHaveLength(741);
  expect(rows[0]).toEqual([Math.fround(1958 + 2.5 / 12), Math.fround(315.7)]);
  expect(rows.at(-1)).toEqual([Math.fround(2020 + 3.5 / 12), Math.fround(416.18)]);
});

test('co2 is scaled by its training rows alone, and the inverse gives ppm back', async () => {
  const { train, targets } = await load('co2');
  const mean = train.y.reduce((sum, value) => sum + value, 0) / train.count;
  const square = train.y.reduce((sum, value) => sum + value ** 2, 0) / train.count;
  expect(mean).toBeCloseTo(0, 5);
  expect(square).toBeCloseTo(1, 5);
  const plain = await load({ kind: 'co2', featureScaling: 'none', targetScaling: 'none' });
  const { offset, factor } = targets[0]!;
  const off = plain.train.y.map((ppm, row) => Math.abs(train.y[row]! * factor + offset - ppm));
  expect(Math.max(...off)).toBeLessThan(1e-4);
});

test('models share a data set unless one of its seeds follows the model', () => {
  expect(dataKey('article', 1)).not.toBe(dataKey('article', 2));
  expect(dataKey('article', 1)).toBe(dataKey('article', 1));
  const csv = { kind: 'csv', path: 'a.csv', features: 'x', targets: 'y' };
  expect(dataKey({ ...csv, split: { kind: 'file', path: 'b.csv' } }, 1)).toBe(
    dataKey({ ...csv, split: { kind: 'file', path: 'b.csv' } }, 2),
  );
  expect(dataKey(csv, 1)).not.toBe(dataKey(csv, 2));
  const seeded = { kind: 'article', seed: 1, split: { kind: 'fraction', seed: 2 } };
  expect(dataKey(seeded, 1)).toBe(dataKey(seeded, 2));
  expect(dataKey({ ...seeded, seed: null }, 1)).not.toBe(dataKey({ ...seeded, seed: null }, 2));
  expect(dataKey({ ...seeded, noise: 0.2 }, 1)).not.toBe(dataKey(seeded, 1));
});

function dataKey(data: object | string, model: number): string {
  return datasetKey(resolve({ data }).data, model);
}
