import { assert, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptEpochs, places, shownEpoch } from '../../src/views/history';

describe('kept epochs', () => {
  test('are all of them where they fit with the latest one', () => {
    expect(keptEpochs(4, 10, 60)).toEqual([0, 1, 2, 3, 4]);
    expect(keptEpochs(0, 10, 60)).toEqual([0]);
  });

  test('are every k-th and the last where not', () => {
    expect(keptEpochs(50, 10, 130)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
    expect(keptEpochs(11, 10, 60)).toEqual([0, 3, 6, 9, 11]);
  });

  test('are the first and the last where nothing else fits', () => {
    expect(keptEpochs(100, 1000, 10)).toEqual([0, 100]);
  });

  test('start at 0, end at the last, ascend and stay within the budget', () => {
    assert(
      property(integer({ min: 1, max: 5000 }), integer({ min: 3, max: 500 }), (total, fit) => {
        const kept = keptEpochs(total, 8, 8 * fit);
        expect(kept[0]).toBe(0);
        expect(kept.at(-1)).toBe(total);
        expect(kept.every((epoch, i) => i === 0 || epoch > kept[i - 1]!)).toBe(true);
        expect(places(kept)).toBeLessThanOrEqual(fit);
      }),
    );
  });
});

test('the epoch that is shown is the latest, or the last kept one before', () => {
  const kept = [0, 5, 10, 12];
  expect([0, 4, 5, 7, 8, 100].map((epoch) => shownEpoch(kept, epoch, 8))).toEqual([0, 0, 5, 5, 8, 8]);
});
