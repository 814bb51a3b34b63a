import { describeAdapter } from '../gpu/adapter';
import { DeviceWatch } from '../gpu/device';
import type { AdapterDescription } from '../metrics/types';
import type { KernelPath } from '../plan/kernel-path';
import type { Plan } from '../plan/plan';
import type { Platform } from '../platform';
import { specDocument, type Spec, type SpecInput } from '../spec';
import type { ResidentWave } from '../train/resident-wave';
import { createRun } from '../train/create-run';
import { version } from '../../package.json';
import { openClock, type Clock } from './clock';
import { compareWaves, otherKernels, type Comparison } from './compare';
import { measurePeaks, type Peaks } from './peaks';
import { measureSteps, type StepProfile } from './steps';

/** How fast the optimizer steps of one wave are on one device. Times are in seconds. */
export interface Profile extends StepProfile {
  /** The version that measured. */
  thetascape: string;
  spec: SpecInput;
  adapter: AdapterDescription;
  /** The wave that most of the work is in. */
  wave: { index: number; of: number; models: number; batch: number; widths: number[]; kernels: KernelPath };
  clock: Pick<Clock, 'kind' | 'quantum' | 'error'>;
  peaks: Peaks;
  /** Another way to train the wave, where one was asked for. */
  comparison: Comparison | null;
}

export interface ProfileOptions {
  /** The device to measure; without it the platform is asked for one. */
  device?: GPUDevice;
  /** The kernels to measure, in place of those that train the spec. */
  kernels?: KernelPath | undefined;
  /** Others to compare them with. */
  compare?: KernelPath | undefined;
  /** Is told what is being measured. */
  says?: (what: string) => void;
}

/**
 * Measures the kernels of a spec with the pipelines, buffers and data that they train with. What is trained meanwhile
 * is thrown away.
 *
 * @throws ThetascapeError when the spec, its data, the device or the kernels to compare with will not do
 */
export async function profileSpec(spec: Spec, platform: Platform, options: ProfileOptions = {}): Promise<Profile> {
  const { device: given, kernels } = options;
  const run = await createRun(spec, platform, {
    ...(given && { device: given }),
    ...(kernels !== undefined && { kernels }),
  });
  const open: { dispose(): void }[] = [run];
  try {
    const index = largestWave(run.plan);
    const trainedBy = run.plan.waves[index]!.kernels.path;
    const compared = options.compare === undefined ? null : otherKernels(options.compare, trainedBy);
    options.says?.('compiling the kernels');
    const wave = await run.openWave(index);
    open.push(wave.buffers);
    const { device } = wave;
    const waves = [wave];
    if (compared) {
      const other = await createRun(spec, platform, { device, kernels: compared });
      open.push(other);
      waves.push(await other.openWave(index));
      open.push(waves[1]!.buffers);
    }
    return {
      thetascape: version,
      spec: specDocument(spec),
      adapter: describeAdapter(device.adapterInfo),
      wave: { index, of: run.plan.waves.length, ...describeWave(wave) },
      ...(await measure(device, wave, waves[1] ?? null, options)),
    };
  } finally {
    for (const own of open.toReversed()) own.dispose();
  }
}

async function measure(
  device: GPUDevice,
  wave: ResidentWave,
  other: ResidentWave | null,
  { says = () => {} }: ProfileOptions,
) {
  const watch = new DeviceWatch(device);
  const clock = await openClock(device);
  try {
    says('measuring what the device can do');
    const peaks = await measurePeaks(device, clock);
    says('measuring the kernels');
    const measured = await measureSteps(wave, clock);
    if (other) says(`comparing them with the ${other.inputs.wave.kernels.path} ones`);
    const comparison = other && (await compareWaves([wave, other], clock));
    watch.check();
    const { kind, quantum, error } = clock;
    return { clock: { kind, quantum, error }, peaks, ...measured, comparison };
  } catch (error) {
    throw await watch.causeOf(error);
  } finally {
    clock.dispose();
    watch.dispose();
  }
}

function describeWave({ inputs }: ResidentWave) {
  const { models, batch, setting, kernels } = inputs.wave;
  return { models: models.length, batch, widths: setting.network.widths, kernels: kernels.path };
}

function largestWave({ waves }: Plan): number {
  const work = waves.map(({ modelSteps, flopsPerModelStep }) => modelSteps * flopsPerModelStep);
  return work.indexOf(Math.max(...work));
}
