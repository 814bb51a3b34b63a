import { expect, test } from 'vitest';
import { calibrate, estimateSeconds } from '../../src/train/calibrate';
import { testDevice } from '../support/device';
import { modelsOf } from '../support/models';
import { datasetOf, finish, planOf, runOf } from '../support/sweep';

const device = await testDevice();
const article = (epochs: number) => ({
  models: modelsOf(
    Array.from({ length: 6 }, () => ({ widths: [1, 64, 64, 64, 64, 1], training: { epochs, batchSize: 64 } })),
  ),
  datasets: [datasetOf(1, 512, 128)],
});

test('a run takes about as long as it was said to take', async () => {
  const estimated = estimateSeconds(planOf(article(6)), await calibrate(device));
  const run = runOf(device, article(6));
  await finish(run);
  const { trainingSeconds } = run.results().timings;
  expect(estimated).toBeGreaterThan(trainingSeconds / 4);
  expect(estimated).toBeLessThan(4 * trainingSeconds);
});

test('twice the epochs take twice as long', () => {
  expect(estimateSeconds(planOf(article(8)), 1e9)).toBeCloseTo(2 * estimateSeconds(planOf(article(4)), 1e9), 9);
});
