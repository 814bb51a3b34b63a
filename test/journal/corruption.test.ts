import { expect, test } from 'vitest';
import { seeded } from '../../bench/kill-loop.mjs';
import { damageFiles } from './corruption';

const TIMES = 100_000;

test('files that are damaged, of all kinds, are noticed or the same', async () => {
  const { told, harmless } = await damageFiles(TIMES, seeded(1));
  expect(told + harmless).toBe(TIMES);
  // not all that is done to bytes changes them, and of an old checkpoint nothing is read
  expect(told).toBeGreaterThan(0.6 * TIMES);
});
