import { expect, test } from 'vitest';
import { HEIGHT_SCALES, heightOf, heightTicks, isCapped, type HeightScale } from '../../../src/views/scene/scales';

test('heights as documented', () => {
  expect([1, 2.7, 10, 83].map((u) => Number(heightOf('asinh', u).toFixed(2)))).toEqual([0.88, 1.72, 3, 5.11]);
  expect([0, 2.7, 83].map((u) => heightOf('linear', u))).toEqual([0, 2.7, 2.7]);
  expect([0, 0.01, 1, 100].map((u) => heightOf('log', u))).toEqual([0, 0, 2, 4]);
});

test.each(HEIGHT_SCALES)('%s rises and starts at 0', (scale) => {
  const heights = [0, 0.02, 0.5, 1, 2, 2.7].map((u) => heightOf(scale, u));
  expect(heights).toEqual(heights.toSorted((a, b) => a - b));
  expect(heights[0]).toBe(0);
});

test('only the linear scale cuts, beyond 2.7', () => {
  expect(isCapped('linear', 83)).toBe(true);
  expect(isCapped('linear', 2.6)).toBe(false);
  expect(isCapped('asinh', 83)).toBe(false);
});

const texts = (scale: HeightScale, gap: number) => heightTicks(scale, 83, gap).map(({ text }) => text);

test('ticks that have room, the telling ones before the others', () => {
  expect(texts('asinh', 0.1)).toEqual(['0', '½×', '1× (init)', '2.7×', '10×', '83×']);
  expect(texts('asinh', 1)).toEqual(['1× (init)', '10×', '83×']);
  expect(texts('linear', 0.1)).toEqual(['0', '½×', '1× (init)', '2.7×']);
  expect(texts('log', 0.1)).toEqual(['0.01×', '½×', '1× (init)', '2.7×', '10×', '83×']);
});
