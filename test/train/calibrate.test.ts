import { expect, test } from 'vitest';
import { calibrate, estimateSeconds, type Speed } from '../../src/train/calibrate';
import { testDevice } from '../support/device';
import { modelsOf } from '../support/models';
import { datasetOf, DEFAULT_LIMITS, finish, planOf, runOf, type Sweep } from '../support/sweep';

const device = await testDevice();
const PASSES = 8;
const watched = { live: { densities: { receive: () => {} }, predictionPasses: PASSES } };
const speed: Speed = { perFlop: 1e-9, perDispatch: 1e-6, perModelEpoch: 0.01, perEpoch: 0.1, perWave: 0 };

const article = (epochs: number, dropout = 0): Sweep => ({
  models: modelsOf(
    Array.from({ length: 6 }, () => ({ widths: [1, 64, 64, 64, 64, 1], training: { epochs, batchSize: 64 }, dropout })),
  ),
  datasets: [datasetOf(1, 512, 128)],
});
const watchedPlan = (sweep: Sweep) => planOf(sweep, DEFAULT_LIMITS, watched);

test('a watched run with dropout takes about as long as it was said to take', async () => {
  const sweep = article(4, 0.1);
  const estimated = estimateSeconds(watchedPlan(sweep), await calibrate(device, { draw: () => {} }), PASSES);
  const run = runOf(device, sweep, watched);
  await finish(run);
  const { trainingSeconds } = run.results().timings;
  expect(estimated).toBeGreaterThan(trainingSeconds / 4);
  expect(estimated).toBeLessThan(4 * trainingSeconds);
});

test('an epoch more takes its steps, its evaluations, its densities and its picture', () => {
  const seconds = [4, 5, 6].map((epochs) => estimateSeconds(watchedPlan(article(epochs)), speed, PASSES));
  const [wave] = watchedPlan(article(4)).waves;
  const steps = 6 * wave!.stepsPerEpoch * wave!.flopsPerModelStep * speed.perFlop;
  const more = seconds[1]! - seconds[0]!;
  expect(more).toBeGreaterThan(steps + 6 * speed.perModelEpoch + speed.perEpoch);
  expect(seconds[2]! - seconds[1]!).toBeCloseTo(more, 9);
});

test('dropout takes Monte-Carlo passes that are counted', () => {
  const [without, within] = [0, 0.1].map((p) => estimateSeconds(watchedPlan(article(4, p)), speed, PASSES));
  const [wave] = watchedPlan(article(4, 0.1)).waves;
  const { passes } = wave!.setting.evaluation;
  // a pass over a batch computes about a third of a step
  const final = (6 * wave!.evaluationBatches * passes * wave!.flopsPerModelStep) / 4;
  expect(within).toBeGreaterThan(without! + final * speed.perFlop);
});

test('until a moment of the run it takes its part', () => {
  const plan = watchedPlan(article(4));
  const half = estimateSeconds(plan, speed, PASSES, { wave: 0, modelSteps: plan.modelSteps / 2 });
  const all = estimateSeconds(plan, speed, PASSES, { wave: 0, modelSteps: plan.modelSteps });
  expect(all).toBeCloseTo(2 * half, 9);
  // what is left then are the evaluations after the last epoch
  expect(estimateSeconds(plan, speed, PASSES)).toBeGreaterThan(all);
});
