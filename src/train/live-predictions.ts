import { liveRows } from '../plan/data-shape';
import { evaluationPasses } from './passes';
import { keepMoments, semanticPasses } from './predictions';
import type { ResidentWave } from './resident-wave';

/** Apart from the counters of evaluations, which are even or end in the first places of their four. */
const counterAfter = (epoch: number): number => 4 * (epoch + 1) + 1;

/**
 * Predicts at the live points under each dropout semantic; the results stay on the device until they are read.
 *
 * @param epoch that was trained last, from 0
 * @param models of the wave, from its first
 * @param tick passes that were run before
 * @returns passes that were run
 */
export async function predictLive(
  { device, inputs: { wave }, buffers, queue }: ResidentWave,
  predictionPasses: number,
  epoch: number,
  models: number,
  tick: number,
): Promise<number> {
  const steps = (epoch + 1) * wave.stepsPerEpoch;
  const counter = counterAfter(epoch);
  let run = 0;
  for (const [index, count] of semanticPasses(wave, predictionPasses).entries()) {
    const evaluation = { ...liveRows(wave.data), passes: count, moments: true, counter, firstLossSlot: null };
    const passes = evaluationPasses(wave, steps, evaluation, tick + run);
    run += passes.length;
    await queue.submit(passes, models);
    const encoder = device.createCommandEncoder({ label: 'live predictions' });
    keepMoments(encoder, buffers, wave, index, models);
    device.queue.submit([encoder.finish()]);
  }
  return run;
}
