/** What `npm run soak:million` says of memory is a number, or that it was too short. */
import { expect, test } from 'vitest';
import { flatness, LEAST_SAMPLES } from '../../bench/memory-flatness.mjs';

const samples = (count: number, growth = 0) =>
  Array.from({ length: count }, (_, i) => ({ rss: 1e8 * (1 + (growth * i) / count), buffers: 5e7 }));

test('a run that is too short is not judged', () => {
  expect(flatness([])).toBeNull();
  expect(flatness(samples(LEAST_SAMPLES - 1))).toBeNull();
});

test('as few samples as are needed, and many, are judged by what they grow', () => {
  for (const count of [LEAST_SAMPLES, LEAST_SAMPLES + 1, 500]) {
    expect(flatness(samples(count))).toMatchObject({ isFlat: true, rss: { growth: 1 }, buffers: { growth: 1 } });
    const growing = flatness(samples(count, 0.2))!;
    expect(growing.isFlat).toBe(false);
    expect(growing.rss.growth).toBeCloseTo(1.16, 1);
  }
});
