/** What a run will take, before it is made: numbers of the plan, and a refusal where they go beyond the budget. */
import type { Plan, Spec } from '../../src/index';
import { count, plural } from '../../src/metrics/format';
import { Models } from '../../src/spec';
import { modelCount } from '../../src/spec/sweeps';
import { stepsToExpect } from '../../src/train/halving';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Bytes that a page may use: memory of the device, and memory of its own for weights and histories. */
export interface Budget {
  device: number;
  host: number;
}

export const BUDGETS: Readonly<Record<'hardware' | 'software', Budget>> = {
  hardware: { device: 2 * GIB, host: GIB },
  software: { device: GIB / 2, host: GIB / 2 },
};

/** Losses, statistics and numbers of the density that a page keeps of a model for each epoch, in bytes. */
const HISTORY_BYTES = 128;
/** Initial and trained weights of a model, f32. */
const BYTES_PER_PARAMETER = 8;

/** Runs took 1.4 to 1.5 times what their parts add up to, on SwiftShader: the page has more to do beside a long one. */
const SLACK = 1.5;

export interface Estimate {
  models: number;
  modelSteps: number;
  /** Null where nobody knows. */
  seconds: number | null;
  /** Device memory of the largest wave. */
  deviceBytes: number;
  /** Weights and histories in the page's own memory. */
  hostBytes: number;
}

/** So many settings with so many seeds each. */
interface Size {
  settings: number;
  seeds: number;
}

/** @param seconds as `estimateSeconds` says them for the plan, of which successive halving spares a share */
export function estimate(spec: Spec, plan: Plan, seconds: number | null): Estimate {
  const { models, peakBytes } = plan;
  const modelSteps = stepsToExpect({ spec, plan, models: new Models(spec) });
  return {
    models,
    modelSteps,
    seconds: seconds === null ? null : (seconds * modelSteps) / plan.modelSteps,
    deviceBytes: peakBytes,
    hostBytes: models * hostBytesPerModel(spec),
  };
}

/** One line of an estimate. */
export function estimateText({ models, modelSteps, seconds, deviceBytes, hostBytes }: Estimate): string {
  return [
    plural(models, 'model'),
    `${count(modelSteps)} model-steps`,
    seconds === null ? 'time unknown: the device could not be measured' : rangeText(seconds),
    `${bytesText(deviceBytes)} on the device`,
    `${bytesText(hostBytes)} in the page`,
  ].join(' · ');
}

/**
 * Why a sweep is too large for the page, with the largest size that fits, or an empty text.
 *
 * @param plan judged too, once there is one: a sweep that does not fit in the page is better not planned at all
 */
export function refusal(spec: Spec, budget: Budget, plan: Plan | null = null): string {
  const models = modelCount(spec.sweeps, spec.seeds);
  const size: Size = { settings: models / spec.seeds.count, seeds: spec.seeds.count };
  const device = (n: number) => (plan ? bytesOnDevice(plan, n) : 0);
  const host = (n: number) => n * hostBytesPerModel(spec);
  const fits = (n: number) => device(n) <= budget.device && host(n) <= budget.host;
  if (fits(models)) return '';
  const [bytes, most, where] =
    host(models) > budget.host
      ? [host(models), budget.host, 'in the page']
      : [device(models), budget.device, 'on the device'];
  const need = `${plural(models, 'model')} need ${bytesText(bytes)} ${where}, and this page takes at most ${bytesText(most)}`;
  const largest = largestThatFits(size, fits);
  if (!largest) return `${need}: not even one fits; make the network, its batches or the number of epochs smaller.`;
  const { settings, seeds } = largest;
  return `${need}: at most ${plural(settings * seeds, 'model')} fit, ${plural(settings, 'setting')} × ${plural(seeds, 'seed')}.`;
}

/** By bisection: as many settings as fit with all seeds, else as many seeds as fit with one. */
function largestThatFits({ settings, seeds }: Size, fits: (models: number) => boolean): Size | null {
  if (!fits(1)) return null;
  if (fits(seeds)) return { settings: largestUpTo(settings, (n) => fits(n * seeds)), seeds };
  return { settings: 1, seeds: largestUpTo(seeds, fits) };
}

/** The largest n for which it holds, where it holds for 1 and for no n above one for which it does not. */
function largestUpTo(most: number, holds: (n: number) => boolean): number {
  let [low, high] = [1, most + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Memory of the largest wave if only so many of the plan's models were trained, of each shape in proportion. */
function bytesOnDevice({ waves, models }: Plan, n: number): number {
  return Math.max(
    ...waves.map((wave) => {
      const ofItsShape = waves.filter(({ bytesPerModel }) => bytesPerModel === wave.bytesPerModel);
      const total = ofItsShape.reduce((sum, other) => sum + other.models.length, 0);
      const left = Math.min(wave.models.length, Math.ceil((total * n) / models));
      return wave.bytes - wave.bytesPerModel * (wave.models.length - left);
    }),
  );
}

function hostBytesPerModel({ network: { widths }, training }: Spec): number {
  const parameters = widths.slice(1).reduce((sum, width, i) => sum + width * (widths[i]! + 1), 0);
  return parameters * BYTES_PER_PARAMETER + training.epochs * HISTORY_BYTES;
}

export function bytesText(bytes: number): string {
  return bytes < GIB ? `${count(Math.ceil(bytes / MIB))} MiB` : `${(bytes / GIB).toFixed(1)} GiB`;
}

const rangeText = (seconds: number) => `about ${durationText(seconds)} to ${durationText(SLACK * seconds)}`;

export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toPrecision(2)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${count(Math.round(seconds / 3600))} h`;
}
