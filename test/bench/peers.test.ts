/** The job of `npm run bench:peers`, as our contender trains it and as its peers are handed it. */
import { expect, test } from 'vitest';
import { create } from '../../bench/peers/contenders/thetascape.mjs';
import { EPOCH, spec } from '../../bench/peers/job.mjs';
import { materialise } from '../../bench/peers/materialise.mjs';
import { createRun, findPreset } from '../../src/index';
import { ReferenceTraining } from '../../src/reference/train';
import { testDevice } from '../support/device';

const device = await testDevice();
const MODELS = 8;
const TOLERANCE = 1e-5;

test('our contender and its peers get the same models in the same order', async () => {
  const run = await createRun(spec(findPreset('article').input, MODELS, 1), { device });
  const job = await materialise(MODELS, device);
  const contender = await create({ models: MODELS }, { kernels: 'layered', device });
  const losses = await contender.train(EPOCH);
  for (const model of run.models) {
    const { index, setting } = model;
    const weights = run.initialWeights(model);
    expect(job.penalties[index]).toBeCloseTo(setting.regularization.l2Penalty);
    const { weight } = job.layers[0]!;
    const size = weight.length / MODELS;
    expect(weight.subarray(index * size, (index + 1) * size)).toEqual(weights.subarray(0, size));
    const { stepLoss } = new ReferenceTraining(model, run.datasets[0]!, weights, 'f32').epoch();
    const mean = stepLoss.reduce((sum, loss) => sum + loss) / EPOCH;
    expect(Math.abs(losses[index]! / mean - 1)).toBeLessThan(TOLERANCE);
  }
  await contender.dispose();
  run.dispose();
});
