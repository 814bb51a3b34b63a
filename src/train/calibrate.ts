import { describeAdapter } from '../gpu/adapter';
import type { Plan } from '../plan/plan';
import type { WavePlan } from '../plan/wave-plan';
import type { Platform } from '../platform';
import { findPreset, resolve } from '../spec';
import { createRun } from './create-run';
import type { Snapshot } from './run';
import { workPerEpoch, workToFinish, type Work } from './work';

/** How long a device takes for what it does while somebody watches, in seconds. */
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

/** Enough to fill a GPU; a CPU is filled by any. */
const MODELS = { gpu: 128, software: 4 };
/** Rows of the data, most of which are trained on: eight steps per epoch, and one. */
const POINTS = { many: 730, few: 90 };
/** Hidden units of the article's network, and of one that computes next to nothing. */
const HIDDEN = { article: [64, 64, 64, 64], least: [1, 1, 1, 1] };
/** What an epoch is measured over, at least. */
const LEAST = { seconds: 0.25, epochs: 4 };

/**
 * Measures how fast a device trains, in a second or two: watched networks of the article's shape on many rows and on
 * few, where `draw` is asked for a picture of every epoch, and one network that takes nothing but its dispatches.
 *
 * @throws ThetascapeError when the device fails
 */
export async function calibrate(device: GPUDevice, draw: () => void): Promise<Speed> {
  const models = MODELS[describeAdapter(device.adapterInfo).software ? 'software' : 'gpu'];
  // first, so that it alone meets a device that has compiled nothing
  const many = await measure(device, { hidden: HIDDEN.article, models, points: POINTS.many });
  const few = await measure(device, { hidden: HIDDEN.article, models, points: POINTS.few, draw });
  const one = await measure(device, { hidden: HIDDEN.least, models: 1, points: POINTS.many });
  const perDispatch = one.seconds / one.dispatches;
  const computing = ({ seconds, dispatches }: Measured) => seconds - dispatches * perDispatch;
  const perFlop = Math.max(0, (computing(many) - computing(few)) / (many.flops - few.flops));
  const perModelEpoch = Math.max(0, computing(few) - few.flops * perFlop) / models;
  return { perFlop, perDispatch, perModelEpoch, perEpoch: few.drawn, perWave: few.first };
}

/** An epoch of all models. */
interface Measured extends Work {
  seconds: number;
}

interface Measurement {
  hidden: number[];
  models: number;
  points: number;
  draw?: () => void;
}

/** An epoch of a small training, and the seconds more that its picture takes, or its being the first. */
async function measure(device: GPUDevice, { hidden, models, points, draw }: Measurement) {
  const network = { ...findPreset('article').input.network, hidden };
  const spec = resolve({ data: { kind: 'article', points }, network, training: { epochs: 100_000 }, seeds: models });
  const live = { densities: { receive: () => {} }, predictionPasses: 1 };
  const run = await createRun(spec, { requestAdapter: async () => null, files: noFiles }, { device, live });
  try {
    const snapshots = run.train();
    const first = await secondsPerEpoch(snapshots, { seconds: 0, epochs: 1 });
    const seconds = await secondsPerEpoch(snapshots, LEAST);
    const drawn = draw ? await secondsPerEpoch(snapshots, LEAST, draw) : seconds;
    const { flops, dispatches } = workPerEpoch(run.plan.waves[0]!, live.predictionPasses);
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
 * @param livePasses stochastic passes of the predictions that are watched
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
