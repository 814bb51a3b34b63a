import { readBack } from '../buffers/read-back';
import { median } from '../metrics/statistics';
import type { KernelPath } from '../plan/kernel-path';
import { MAX_PASSES } from '../plan/buffer-table';
import { compileKernels } from './bind-kernels';
import { readHealth, readLosses } from './loss-records';
import { trainPasses, type Pass } from './passes';
import { openWave, type ResidentWave } from './resident-wave';
import type { Tuning } from './tuning';
import { uploadCorrections, type WaveInputs } from './upload';

type Measured = Pick<Tuning, 'times' | 'dropped'>;

/** Shares of the budget: for compiling, which goes on behind what is measured meanwhile, and for measuring. */
const COMPILING = 0.5;
/** Milliseconds of a sample at least, lest the way to the device and back is what is measured. */
const SAMPLE = 10;
const ROUNDS = { least: 3, most: 9 };
/** Steps whose losses are compared with those of the first kernels that are measured. */
const CHECKED = 4;
/** Relative deviation of such a loss that the order of sums explains. */
const TOLERANCE = 1e-3;

/**
 * Measures how fast kernels train a wave: those that are compiled in time, in turn. Kernels whose losses differ from the
 * first ones' are dropped, like those that fail.
 *
 * @param inputsOf the wave as each path would train it
 * @param budget milliseconds for all of it
 */
export async function autotune(
  device: GPUDevice,
  paths: readonly KernelPath[],
  inputsOf: (path: KernelPath) => Promise<WaveInputs>,
  budget: number,
): Promise<Measured> {
  const started = performance.now();
  const left = () => budget - (performance.now() - started);
  const dropped: Measured['dropped'] = [];
  const candidates = await Promise.all(
    paths.map(async (path) => {
      const inputs = await inputsOf(path);
      const compiled = compileKernels(device, inputs.wave).then(() => null, reasonOf);
      return { path, inputs, compiled: Promise.race([compiled, after(COMPILING * left())]) };
    }),
  );
  const contenders: Contender[] = [];
  try {
    for (const { path, inputs, compiled } of candidates) {
      const late = (await compiled) ?? (left() <= 0 ? 'no time was left' : null);
      const why = late ?? (await enter(device, path, inputs, contenders));
      if (why !== null) dropped.push({ path, why });
    }
    for (let round = 0; round < ROUNDS.most && (round < ROUNDS.least || left() > 0); round++) {
      for (const contender of contenders) contender.samples.push(await sample(contender));
    }
  } finally {
    for (const { wave } of contenders) wave.buffers.dispose();
  }
  const times = contenders.map(({ path, samples }) => {
    return { path, seconds: median(samples), low: Math.min(...samples), high: Math.max(...samples) };
  });
  return { times, dropped };
}

/** Kernels that are measured. */
interface Contender {
  path: KernelPath;
  wave: ResidentWave;
  passes: Pass[];
  losses: Float32Array;
  /** Passes of a sample. */
  repeats: number;
  /** Seconds of a step of one model. */
  samples: number[];
}

/** Adds a contender once it has shown that it computes what the first one does, and how long it takes; else says why not. */
async function enter(
  device: GPUDevice,
  path: KernelPath,
  inputs: WaveInputs,
  contenders: Contender[],
): Promise<string | null> {
  const wave = await openWave(device, inputs, {}).catch(reasonOf);
  if (typeof wave === 'string') return wave;
  try {
    const passes = trainPasses(inputs.wave, 0, 0).slice(0, MAX_PASSES);
    const losses = await firstLosses(wave, passes.slice(0, CHECKED));
    const contender = { path, wave, passes, losses, repeats: 1, samples: [] };
    if (!agree(losses, contenders[0]?.losses ?? losses)) throw new Error('they compute other losses');
    while (contender.repeats < passes.length) {
      if ((await sample(contender)) * contender.repeats * inputs.models.length >= SAMPLE / 1000) break;
      contender.repeats = Math.min(passes.length, 2 * contender.repeats);
    }
    contenders.push(contender);
    return null;
  } catch (error) {
    wave.buffers.dispose();
    return reasonOf(error);
  }
}

/** Losses of the first and the last model, each with its proof that the device wrote it. */
async function firstLosses({ device, inputs, buffers, queue }: ResidentWave, passes: Pass[]): Promise<Float32Array> {
  const { wave, models } = inputs;
  uploadCorrections(device, buffers, inputs, 0);
  await queue.submit(passes, models.length);
  const [losses, health, reports] = await readBack(
    device,
    ['losses', 'health', 'updateReports'].map((name) => buffers.get(name)),
  );
  const slots = wave.stepsPerEpoch + wave.evaluationBatches;
  const each = [0, models.length - 1].map((model) => {
    return readLosses(losses!, slots, model, passes, readHealth(health!, reports!, model));
  });
  return Float32Array.from(each.flatMap((own) => [...own]));
}

/** Losses that are not finite agree with each other. */
const agree = (actual: Float32Array, expected: Float32Array): boolean =>
  actual.every((loss, i) => {
    if (!Number.isFinite(loss)) return !Number.isFinite(expected[i]!);
    return Math.abs(loss - expected[i]!) <= TOLERANCE * Math.abs(expected[i]!);
  });

/** Takes some steps in one submission, and returns the seconds of each for one model. */
async function sample({ wave, passes, repeats }: Contender): Promise<number> {
  const { device, queue, inputs } = wave;
  const own = passes.slice(0, repeats);
  const encoder = device.createCommandEncoder({ label: 'tuning' });
  queue.upload(own);
  const compute = encoder.beginComputePass({ label: 'tuning' });
  queue.encode(compute, own, inputs.models.length);
  compute.end();
  const commands = encoder.finish();
  const started = performance.now();
  device.queue.submit([commands]);
  await device.queue.onSubmittedWorkDone();
  return (performance.now() - started) / 1000 / repeats / inputs.models.length;
}

const after = (milliseconds: number): Promise<string> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(`not compiled within ${(milliseconds / 1000).toPrecision(2)} s`), milliseconds);
  });

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!.replace(/\.$/, '');
