import { ThetascapeError } from '../errors';
import { describeAdapter } from '../gpu/adapter';
import { checkLimits, requestDevice } from '../gpu/device';
import type { PathPreference } from '../plan/kernel-path';
import { planSweep } from '../plan/plan';
import type { Platform, TuningStore } from '../platform';
import { Models } from '../spec';
import type { Spec } from '../spec/types';
import { tune, tunedPreference, TUNING_BUDGET, type Tunable } from './choose-kernels';
import type { Tuning } from './tuning';
import { initialWeightsOf } from './initial-weights';
import { openData } from './load-data';
import { isWatched, type RunOptions } from './options';
import { earlierPreference, pathPreference } from './path-preference';
import { Run } from './run';
import { Sweep } from './sweep';

/**
 * Plans the sweep of a resolved spec, with one data set of each shape, and takes a device; nothing is allocated on it
 * before `train()`, unless kernels are measured first.
 * Throws ThetascapeError when the data does not fit the network, when there is no adapter, or when a limit is too low.
 */
export async function createRun(spec: Spec, platform: Platform, options: RunOptions = {}): Promise<Run> {
  const started = performance.now();
  if (spec.halving && options.models) throw new ThetascapeError(UNCUT);
  const tunable = await openSweep(spec, platform, options);
  const { adapter, device, planOf, sweepOf, indices } = tunable;
  const preference = await preferenceOf(tunable, platform.tunings, options);
  const sweep = sweepOf(planOf(preference, indices()));
  return new Run(sweep, adapter, device, options, (performance.now() - started) / 1000);
}

/**
 * Measures which kernels train a sweep fastest, and keeps that for runs to come; null when fewer than two were compiled in time.
 *
 * @param budget milliseconds
 * @throws ThetascapeError as {@link createRun} does
 */
export async function tuneSweep(spec: Spec, platform: Platform, budget = TUNING_BUDGET): Promise<Tuning | null> {
  const tunable = await openSweep(spec, platform, {});
  try {
    return await tune(tunable, platform.tunings, budget);
  } finally {
    tunable.device.destroy();
  }
}

/** All of a sweep but its kernels, and the device. */
async function openSweep(spec: Spec, platform: Platform, options: RunOptions): Promise<Tunable> {
  const models = new Models(spec);
  const data = await openData(models, platform.files, isWatched(options));
  const initialWeights = await initialWeightsOf(models, platform.files);
  const { device, adapter } = await takeDevice(platform, options.device);
  checkLimits(device.limits);
  const areCompared = spec.halving !== undefined;
  return {
    device,
    adapter,
    planOf: (preference, indices) =>
      planSweep(models, data.datasetOf, data.shapes, device.limits, { preference, indices, areCompared }),
    sweepOf: (plan) => new Sweep(spec, models, plan, data, initialWeights),
    indices: () => coarseToFine(models, options.models),
  };
}

/** Which kernels to train with: those that are asked for, that began the run, that were measured, or the usual ones. */
async function preferenceOf(
  tunable: Tunable,
  tunings: TuningStore | undefined,
  { kernels, earlierKernels = [] }: RunOptions,
): Promise<PathPreference> {
  const { adapter, device } = tunable;
  const usual = pathPreference(adapter, device, kernels);
  if (kernels) return usual;
  const measured = async () => tunings && tunedPreference(tunable, tunings);
  return earlierPreference(earlierKernels, device) ?? (await measured()) ?? usual;
}

const UNCUT =
  'A part of a sweep cannot be trained where models stop at rungs, which all of them are compared at: ' +
  'train the sweep whole, or without its "halving".';

/** The models that are chosen, in an order of which every beginning covers the space. */
function* coarseToFine(models: Models, isChosen: (index: number) => boolean = () => true): Generator<number> {
  for (let rank = 0; rank < models.length; rank++) {
    const index = models.indexAt(rank);
    if (isChosen(index)) yield index;
  }
}

async function takeDevice(platform: Platform, given: GPUDevice | undefined) {
  if (given) return { device: given, adapter: describeAdapter(given.adapterInfo) };
  const adapter = await platform.requestAdapter();
  if (!adapter) {
    throw new ThetascapeError(
      'No WebGPU adapter was found: update the graphics driver or, without a GPU, run `thetascape doctor` to see what is missing.',
    );
  }
  return { device: await requestDevice(adapter), adapter: describeAdapter(adapter.info) };
}
