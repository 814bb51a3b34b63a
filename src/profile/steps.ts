import { restoreCheckpoint, takeCheckpoint } from '../train/checkpoint';
import type { ResidentWave } from '../train/resident-wave';
import { uploadCorrections } from '../train/upload';
import type { Clock } from './clock';
import { stepRegions } from './step-regions';
import { interleave, timingOf, type Sample, type Timing } from './timing';

/** What was measured of the step or of one of its kernels, for all models of the wave together. */
export interface KernelProfile extends Timing {
  name: string;
  /** Dispatches of one step. */
  calls: number;
  /** Declared, of one step. */
  flops: number;
  /** Declared, of one step: bytes that have to move. */
  bytes: number;
}

/** What was measured of a wave. */
export interface StepProfile {
  /** The whole optimizer step. */
  step: KernelProfile;
  kernels: KernelProfile[];
  samples: Sample[];
}

/**
 * Samples the step of a wave and each of its kernels. Before each sample the wave starts anew and takes a step, so that a
 * kernel finds what the kernels before it leave; some work in place, and what they repeat on is smaller from repeat to
 * repeat. The wave is at its start again when all is sampled.
 */
export async function measureSteps(wave: ResidentWave, clock: Clock): Promise<StepProfile> {
  const { device, inputs, buffers } = wave;
  const { path } = inputs.wave.kernels;
  uploadCorrections(device, buffers, inputs, 0);
  const initial = await takeCheckpoint(device, buffers, path, 0, 0);
  const regions = stepRegions(wave);
  const samples = await interleave(clock, regions, async () => {
    restoreCheckpoint(device, buffers, path, initial);
    await clock.time('a step before', regions[0]!.prepare(1));
  });
  restoreCheckpoint(device, buffers, path, initial);
  const [step, ...kernels] = regions.map(({ name, calls, flops, bytes }, i): KernelProfile => {
    const timing = timingOf(samples[i]!, clock);
    return { name, calls: calls(timing.repeats), flops, bytes, ...timing };
  });
  return { step: step!, kernels, samples: samples.flat() };
}
