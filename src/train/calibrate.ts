import { describeAdapter } from '../gpu/adapter';
import type { Plan } from '../plan/plan';
import type { WavePlan } from '../plan/wave-plan';
import type { Platform } from '../platform';
import { findPreset, resolve } from '../spec';
import { createRun } from './create-run';
import type { RunOptions } from './options';
import type { Snapshot } from './run';
import { workPerEpoch, workToFinish, type Work } from './work';

/** How long a device takes for what it does, in seconds. */
export interface Speed {
  perFlop: number;
  /** Whatever it computes, and for however many models. */
  perDispatch: number;
  /** What else an epoch takes for each model: its density, its numbers, its way to the host. */
  perModelEpoch: number;
  /** The picture of an epoch. */
  perEpoch: number;
  /** Before its first epoch: memory, data, and kernels that are compiled. */
  perWave: number;
}

/** How far a run is: the wave in progress, and the optimizer steps of all waves. */
interface Progress {
  wave: number;
  modelSteps: number;
}

/** Models of the article's network that fill a GPU; a CPU is filled by any. */
const MODELS = { gpu: 128, software: 4 };
/** Of any network: what is uploaded of more takes longer than measuring them. */
const MOST_MODELS = 512;
/** Batches of an epoch: eight steps, and one. */
const BATCHES = { many: 8, few: 1 };
/** Of the rows that are made, the share that is trained on. */
const TRAINED = 0.7;
const ARTICLE = { hidden: [64, 64, 64, 64], batch: 64 };
/** What an epoch is measured over, at least. */
const LEAST = { seconds: 0.25, epochs: 4 };

/** What is to be measured, beside the device. */
export interface Calibration {
  /** Asks for a picture of every epoch; what is measured is watched then. */
  draw?: () => void;
  /** The wave whose network, batch and kernels are measured. Default: the article's, by the kernels of the device. */
  like?: WavePlan;
}

/**
 * Measures how fast a device trains, in a second or two: networks of one shape on many rows and on few, and one network
 * that takes nothing but its dispatches.
 *
 * @throws ThetascapeError when the device fails
 */
export async function calibrate(device: GPUDevice, { draw, like }: Calibration = {}): Promise<Speed> {
  const hidden = like?.setting.network.widths.slice(1, -1) ?? ARTICLE.hidden;
  const batch = like?.batch ?? ARTICLE.batch;
  const fill = MODELS[describeAdapter(device.adapterInfo).software ? 'software' : 'gpu'];
  const models = Math.min(MOST_MODELS, Math.ceil((fill * productsOf(ARTICLE)) / productsOf({ hidden, batch })));
  const live = draw && { densities: { receive: () => {} }, predictionPasses: 1 };
  const options = { device, ...(live && { live }), ...(like && { kernels: like.kernels.path }) };
  // first, so that it alone meets a device that has compiled nothing
  const many = await measure({ hidden, batch, models, batches: BATCHES.many }, options);
  const few = await measure({ hidden, batch, models, batches: BATCHES.few }, options, draw);
  const one = await measure({ hidden: hidden.map(() => 1), batch, models: 1, batches: BATCHES.many }, options);
  const perDispatch = one.seconds / one.dispatches;
  const computing = ({ seconds, dispatches }: Measured) => seconds - dispatches * perDispatch;
  const perFlop = Math.max(0, (computing(many) - computing(few)) / (many.flops - few.flops));
  const perModelEpoch = Math.max(0, computing(few) - few.flops * perFlop) / models;
  return { perFlop, perDispatch, perModelEpoch, perEpoch: few.drawn, perWave: few.first };
}

/** Multiplications of a network with one feature and one target, for a batch. */
const productsOf = ({ hidden, batch }: { hidden: readonly number[]; batch: number }): number =>
  batch * [...hidden, 1].reduce((sum, units, i) => sum + units * (hidden[i - 1] ?? 1), 0);

/** An epoch of all models. */
interface Measured extends Work {
  seconds: number;
}

interface Measurement {
  hidden: number[];
  batch: number;
  models: number;
  batches: number;
}

/** An epoch of a small training, and the seconds more that its picture takes, or its being the first. */
async function measure({ hidden, batch, models, batches }: Measurement, options: RunOptions, draw?: () => void) {
  const spec = resolve({
    data: { kind: 'article', points: Math.ceil((batches * batch) / TRAINED) },
    network: { ...findPreset('article').input.network, hidden },
    training: { epochs: 100_000, batchSize: batch },
    // settings share a data set, where seeds would each have their own
    axes: [{ path: 'regularization.l2Penalty', values: Array.from({ length: models }, (_, i) => i * 1e-9) }],
  });
  const run = await createRun(spec, { requestAdapter: async () => null, files: noFiles }, options);
  try {
    const snapshots = run.train();
    const first = await secondsPerEpoch(snapshots, { seconds: 0, epochs: 1 });
    const seconds = await secondsPerEpoch(snapshots, LEAST);
    const drawn = draw ? await secondsPerEpoch(snapshots, LEAST, draw) : seconds;
    const { flops, dispatches } = workPerEpoch(run.plan.waves[0]!, options.live?.predictionPasses ?? 0);
    const more = (longer: number) => Math.max(0, longer - seconds);
    return { flops: models * flops, dispatches, seconds, first: more(first), drawn: more(drawn) };
  } finally {
    run.dispose();
  }
}

/** @param draw is called before each epoch, so that what it asks for is done beside it */
async function secondsPerEpoch(snapshots: AsyncGenerator<Snapshot, void>, least: typeof LEAST, draw = () => {}) {
  const started = performance.now();
  for (let epochs = 1; ; epochs++) {
    draw();
    await snapshots.next();
    const seconds = (performance.now() - started) / 1000;
    if (seconds >= least.seconds && epochs >= least.epochs) return seconds / epochs;
  }
}

/**
 * How long a plan takes at a speed, in seconds.
 *
 * @param livePasses stochastic passes of the predictions that are watched; 0 where nobody watches
 * @param until a moment of the run, instead of its end
 */
export function estimateSeconds(
  { waves }: Plan,
  speed: Speed,
  livePasses: number,
  until: Progress = { wave: waves.length, modelSteps: 0 },
): number {
  let [seconds, left] = [0, until.modelSteps];
  for (const [index, wave] of waves.entries()) {
    if (index > until.wave) break;
    const isDone = index < until.wave;
    seconds += speed.perWave + (isDone ? 1 : left / wave.modelSteps) * epochsSeconds(wave, speed, livePasses);
    if (isDone) seconds += secondsOf(workToFinish(wave), wave.models.length, speed);
    left -= wave.modelSteps;
  }
  return seconds;
}

/** All epochs of a wave, whose first model is one of those that are trained longest. */
function epochsSeconds(wave: WavePlan, speed: Speed, livePasses: number): number {
  const { epochs } = wave.setting.training;
  const models = wave.modelSteps / wave.stepsPerEpoch / epochs;
  const work = secondsOf(workPerEpoch(wave, livePasses), models, speed);
  return epochs * (work + models * speed.perModelEpoch + speed.perEpoch);
}

const secondsOf = ({ flops, dispatches }: Work, models: number, { perFlop, perDispatch }: Speed): number =>
  models * flops * perFlop + dispatches * perDispatch;

const noFiles: Platform['files'] = { readText: noFile, readBytes: noFile };

function noFile(): never {
  throw new Error('made data is read from no file');
}
