import { describeAdapter } from '../gpu/adapter';
import type { Plan, WavePlan } from '../plan/plan';
import type { Platform } from '../platform';
import { findPreset, resolve } from '../spec';
import { createRun } from './run';

/** Enough to fill a GPU; a CPU is filled by any. */
const MODELS = { gpu: 128, software: 8 };
/** Rows of the data, most of which are trained on: eight steps per epoch. */
const POINTS = 730;
/** Seconds to measure for, the first epoch aside. */
const SECONDS = 0.4;

/**
 * Measures how many floating-point operations per second a device trains with: networks of the article's shape on few
 * rows, for about a second.
 *
 * @throws ThetascapeError when the device fails
 */
export async function calibrate(device: GPUDevice): Promise<number> {
  const { network } = findPreset('article').input;
  const { software } = describeAdapter(device.adapterInfo);
  const spec = resolve({
    data: { kind: 'article', points: POINTS },
    network,
    training: { epochs: 1000 },
    seeds: software ? MODELS.software : MODELS.gpu,
  });
  const run = await createRun(spec, { requestAdapter: async () => null, files: noFiles }, { device });
  try {
    let first = { seconds: 0, epoch: 0 };
    for await (const { seconds, epoch } of run.train()) {
      // compiling the kernels is part of the first epoch
      if (epoch === 1) first = { seconds, epoch };
      else if (seconds - first.seconds > SECONDS) {
        const modelEpochs = (epoch - first.epoch) * spec.seeds.count;
        return (modelEpochs * flopsPerModelEpoch(run.plan.waves[0]!)) / (seconds - first.seconds);
      }
    }
    return Infinity;
  } finally {
    run.dispose();
  }
}

/** How long a plan takes on a device that trains with `flopsPerSecond`, as {@link calibrate} measures it. */
export function estimateSeconds({ waves }: Plan, flopsPerSecond: number): number {
  const flops = waves.map((wave) => (wave.modelSteps / wave.stepsPerEpoch) * flopsPerModelEpoch(wave));
  return flops.reduce((total, own) => total + own, 0) / flopsPerSecond;
}

const flopsPerModelEpoch = (wave: WavePlan): number =>
  wave.stepsPerEpoch * wave.flopsPerModelStep + wave.flopsPerValidation;

const noFiles: Platform['files'] = { readText: noFile, readBytes: noFile };

function noFile(): never {
  throw new Error('made data is read from no file');
}
