import { ThetascapeError } from '../errors';
import { median, quantile } from '../metrics/statistics';
import { KERNEL_PATHS, type KernelPath } from '../plan/kernel-path';
import { restoreCheckpoint, takeCheckpoint } from '../train/checkpoint';
import type { ResidentWave } from '../train/resident-wave';
import { checkWave, type Check } from './check';
import type { Clock } from './clock';
import { STEP, stepRegions } from './step-regions';
import { interleave, MANY_STEPS, timingOf, type Region, type Sample, type Timing } from './timing';

/** One way to train a wave: how long its step takes, and whether it computes what the reference does. */
export interface Variant {
  name: KernelPath;
  timing: Timing;
  check: Check;
}

/** Two ways to train the same wave, sampled in turn. */
export interface Comparison {
  /** What the spec trains with, then what it is compared with. */
  variants: [Variant, Variant];
  /** How many times as fast the second one is: median and quartiles over the pairs of samples. */
  speedup: { median: number; low: number; high: number };
  samples: Sample[];
}

/** Kernels that do not train anyway. Throws ThetascapeError when these do. */
export function otherKernels(path: KernelPath, trainedBy: KernelPath): KernelPath {
  if (path !== trainedBy) return path;
  const others = KERNEL_PATHS.filter((own) => own !== trainedBy).join(', ');
  throw new ThetascapeError(`The ${path} kernels train this sweep anyway: compare them with one of ${others}.`);
}

/** Checks two waves that are at their start, then samples the step of one after that of the other. */
export async function compareWaves(waves: readonly [ResidentWave, ResidentWave], clock: Clock): Promise<Comparison> {
  const checks: Check[] = [];
  const starts: (() => void)[] = [];
  for (const wave of waves) {
    const { device, buffers, inputs } = wave;
    const { path } = inputs.wave.kernels;
    const initial = await takeCheckpoint(device, buffers, path, 0, 0);
    checks.push(await checkWave(wave));
    starts.push(() => restoreCheckpoint(device, buffers, path, initial));
  }
  const regions = waves.map((wave): Region => {
    const step = stepRegions(wave).find(({ name }) => name === STEP)!;
    return { ...step, name: `${wave.inputs.wave.kernels.path} ${STEP}`, least: MANY_STEPS };
  });
  const samples = await interleave(clock, regions, async (region) => starts[regions.indexOf(region)]!());
  const variantOf = (i: 0 | 1): Variant => ({
    name: waves[i].inputs.wave.kernels.path,
    timing: timingOf(samples[i]!, clock),
    check: checks[i]!,
  });
  const [first, second] = samples.map((own, i) => {
    return own.map(({ seconds, repeats }) => seconds / repeats / waves[i]!.inputs.models.length);
  });
  const ratios = first!.map((seconds, i) => seconds / second![i]!);
  return {
    variants: [variantOf(0), variantOf(1)],
    speedup: { median: median(ratios), low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) },
    samples: samples.flat(),
  };
}
