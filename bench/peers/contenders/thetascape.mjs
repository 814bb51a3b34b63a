import { createRun, findPreset } from '../../../src/index.ts';
import { EPOCH, spec } from '../job.mjs';

/** More epochs than are ever trained: the run is left when its time is up. */
const ENDLESS = 100_000;

/** Ours, by one path of kernels; it trains whole epochs, and validates after each. */
export async function create({ models }, { kernels, device }) {
  const run = await createRun(spec(findPreset('article').input, models, ENDLESS), { device, kernels });
  const training = run.train();
  return {
    unit: EPOCH,
    async train(steps) {
      const means = Array.from({ length: models }, () => 0);
      for (let step = 0; step < steps; step += EPOCH) {
        const { value } = await training.next();
        value.models.forEach(({ index, trainLoss }) => (means[index] += (trainLoss * EPOCH) / steps));
      }
      return means;
    },
    async dispose() {
      await training.return();
      run.dispose();
    },
  };
}
