/** What a run needs is said before it begins, and refused where it certainly does not fit. */
import { expect, test } from 'vitest';
import { checkRoom, leastDiskBytes, needsText, secondsOf } from '../../src/cli/needs';
import { resolve } from '../../src/spec';
import { testDevice } from '../support/device';
import { modelsOf } from '../support/models';
import { datasetOf, planOf } from '../support/sweep';

const models = modelsOf([{}, {}]);
const plan = planOf({ models, datasets: [datasetOf(1, 40, 8)] });
const { parameters } = plan.waves[0]!.layout;

test('the disk is counted by what is kept of a model', () => {
  const keeps = { stepLosses: false, rowsOnly: true, weights: false };
  expect(leastDiskBytes(plan, keeps)).toBe(2 * 4);
  expect(leastDiskBytes(plan, { ...keeps, weights: true })).toBe(2 * 4 * parameters);
  expect(leastDiskBytes(plan, { ...keeps, rowsOnly: false })).toBe(2 * (8 * parameters + 8 * 500));
});

test('more than the file system has is refused in a sentence', async () => {
  await expect(checkRoom('.', 1, false)).resolves.toBeUndefined();
  await expect(checkRoom('.', 1e18, false)).rejects.toThrow(
    /needs at least 1000000000000 MB and "\." has \d+ MB left: make room, name a directory on another disk with --out/,
  );
  await expect(checkRoom('.', 1e18, true)).rejects.toThrow(
    /make room, or move the directory to another disk and go on there with "thetascape resume"\.$/,
  );
});

test('the time of a long training is measured, that of a short one is not', async () => {
  const device = await testDevice();
  expect(await secondsOf({ plan, models, spec: resolve({}) }, device)).toBeNull();
  const training = { epochs: 20_000_000, batchSize: 8 };
  const one = modelsOf([{ training }]);
  const long = { models: one, plan: planOf({ models: one, datasets: [datasetOf(1, 40, 8)] }), spec: resolve({}) };
  const seconds = await secondsOf(long, device);
  expect(seconds).toBeGreaterThan(0);
  expect(needsText(plan, 8, seconds)).toMatch(/^about .+, \d+ kB on the device, at least 1 kB on the disk$/);
});
