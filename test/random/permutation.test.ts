import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permute, shuffleKeys } from '../../src/random/permutation';
import { philoxKey } from '../../src/random/streams';
import { chiSquareDeviation, correlation } from './statistics';

/** The whole order of one epoch of one model, (n,). */
function order(n: number, modelKey: number, epoch: number): Uint32Array {
  const keys = shuffleKeys(philoxKey(modelKey, 'shuffle'), epoch);
  return Uint32Array.from({ length: n }, (_, i) => permute(i, n, keys));
}

function isPermutation(values: Uint32Array): boolean {
  return values.toSorted().every((value, i) => value === i);
}

describe('permute is a bijection of 0 … n−1', () => {
  test('for every n from 1 to 600', () => {
    for (let n = 1; n <= 600; n++) expect(isPermutation(order(n, n, n % 7))).toBe(true);
  });

  test('for many n up to 70,000, model keys and epochs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70_000 }), fc.maxSafeNat(), fc.nat(0xffffffff), (n, key, epoch) =>
        isPermutation(order(n, key, epoch)),
      ),
      { numRuns: 50 },
    );
  });

  test('just above a power of two, where cycle walking is longest', () => {
    expect(isPermutation(order(2 ** 18 + 1, 5, 0))).toBe(true);
  });

  test.each([2 ** 24 - 1, 2 ** 24])('as far as 200,000 indices show for n = %i', (n) => {
    const keys = shuffleKeys(philoxKey(6, 'shuffle'), 0);
    const images = Array.from({ length: 200_000 }, (_, i) => permute(i * 83, n, keys));
    // A function that were not injective would collide about 1,200 times.
    expect(new Set(images).size).toBe(images.length);
    expect(images.every((image) => image >= 0 && image < n)).toBe(true);
  });
});

describe('permutations of different keys', () => {
  test('differ between epochs, models and streams, and are the same for the same key', () => {
    const first = order(1000, 1, 0);
    expect(order(1000, 1, 0)).toEqual(first);
    const split = shuffleKeys(philoxKey(1, 'split'), 0);
    const others = [
      order(1000, 1, 1),
      order(1000, 2, 0),
      order(1000, 1 + 2 ** 32, 0),
      first.map((_, i) => permute(i, 1000, split)),
    ];
    for (const other of others) {
      const agreeing = other.filter((value, i) => value === first[i]).length;
      expect(agreeing).toBeLessThan(8); // Poisson(1)
    }
  });

  test('all 24 permutations of 4 are equally likely', () => {
    const counts = new Map<string, number>();
    const draws = 24_000;
    for (let key = 0; key < draws; key++) {
      const name = order(4, key, 0).join();
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(Math.abs(chiSquareDeviation([...counts.values()], draws / 24, 23))).toBeLessThan(4);
  });

  // Small n are the hardest for a Feistel network: few values, few key bits at work in a round.
  test.each([2, 3, 5, 6, 7, 11, 16, 50])('positions, neighbours and fixed points of n = %i look uniform', (n) => {
    const draws = 20_000;
    const positions = new Float64Array(n * n); // (index, image)
    const neighbours = new Float64Array(n * n); // (image of i, image of i + 1)
    const epochs = new Float64Array(n * n); // (image in one epoch, image in the next)
    let fixedPoints = 0;
    let previous: Uint32Array | null = null;
    for (let draw = 0; draw < draws; draw++) {
      const current = order(n, 7, draw);
      for (let i = 0; i < n; i++) {
        positions[i * n + current[i]!]!++;
        if (i > 0) neighbours[current[i - 1]! * n + current[i]!]!++;
        if (previous) epochs[previous[i]! * n + current[i]!]!++;
        if (current[i] === i) fixedPoints++;
      }
      previous = current;
    }
    // A permutation matrix has n cells of n², so its chi-square is n/(n − 1) times that of independent cells.
    const scale = (n - 1) / n;
    const scaled = (counts: Float64Array) => counts.map((count) => (count - draws / n) * Math.sqrt(scale) + draws / n);
    expect(Math.abs(chiSquareDeviation(scaled(positions), draws / n, (n - 1) ** 2))).toBeLessThan(4);
    expect(Math.abs(chiSquareDeviation(scaled(epochs), draws / n, (n - 1) ** 2))).toBeLessThan(4);
    expect(Math.abs(fixedPoints / draws - 1)).toBeLessThan(4 / Math.sqrt(draws));
    if (n > 2) {
      const distinctPairs = neighbours.filter((_, cell) => cell % (n + 1) !== 0);
      expect(Math.abs(chiSquareDeviation(distinctPairs, draws / n, n * (n - 2)))).toBeLessThan(4);
    }
  });

  test('successive epochs, neighbouring models and neighbouring indices of 7,000 rows are uncorrelated', () => {
    const n = 7000;
    const orders = Array.from({ length: 20 }, (_, epoch) => order(n, 3, epoch));
    const correlations = orders.flatMap((current, epoch) => [
      correlation(current, order(n, 4, epoch)),
      correlation(current.subarray(1), current.subarray(0, n - 1)),
      ...orders.slice(0, epoch).map((earlier) => correlation(current, earlier)),
    ]);
    // 230 correlations of sd 1/√n.
    expect(Math.max(...correlations.map(Math.abs))).toBeLessThan(4.5 / Math.sqrt(n));
  });

  test('batches of 64 are spread evenly over 7,000 rows', () => {
    const cells = 10;
    const counts = new Float64Array(cells);
    const epochs = 2000;
    for (let epoch = 0; epoch < epochs; epoch++) {
      const keys = shuffleKeys(philoxKey(11, 'shuffle'), epoch);
      for (let i = 0; i < 64; i++) counts[Math.floor((permute(i, 7000, keys) / 7000) * cells)]!++;
    }
    expect(Math.abs(chiSquareDeviation(counts, (epochs * 64) / cells, cells - 1))).toBeLessThan(4);
  });
});
