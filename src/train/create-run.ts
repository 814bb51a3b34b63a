import { ThetascapeError } from '../errors';
import { describeAdapter } from '../gpu/adapter';
import { checkLimits, requestDevice } from '../gpu/device';
import { planSweep } from '../plan/plan';
import type { Platform } from '../platform';
import { Models } from '../spec';
import type { Spec } from '../spec/types';
import { initialWeightsOf } from './initial-weights';
import { openData } from './load-data';
import type { RunOptions } from './options';
import { pathPreference } from './path-preference';
import { Run } from './run';
import { Sweep } from './sweep';

/**
 * Plans the sweep of a resolved spec, with one data set of each shape, and takes a device; nothing is allocated on it
 * before `train()`.
 * Throws ThetascapeError when the data does not fit the network, when there is no adapter, or when a limit is too low.
 */
export async function createRun(spec: Spec, platform: Platform, options: RunOptions = {}): Promise<Run> {
  const started = performance.now();
  if (spec.halving) checkHalving(options);
  const models = new Models(spec);
  const data = await openData(models, platform.files, options.live !== undefined);
  const initialWeights = await initialWeightsOf(models, platform.files);
  const { device, adapter } = await takeDevice(platform, options.device);
  checkLimits(device.limits);
  const preference = pathPreference(adapter, device.features, options.kernels);
  const indices = coarseToFine(models, options.models);
  const plan = planSweep(models, data.datasetOf, data.shapes, device.limits, preference, indices);
  const sweep = new Sweep(spec, models, plan, data, initialWeights);
  return new Run(sweep, adapter, device, options, (performance.now() - started) / 1000);
}

/** All models are compared at a rung, and a view shows all of them at the same epoch. */
function checkHalving({ live, models }: RunOptions): void {
  if (!live && !models) return;
  const what = live ? 'A page cannot show yet' : 'A part of a sweep cannot be trained';
  const why = live ? 'how models stop at rungs' : 'where models stop at rungs, which all of them are compared at';
  throw new ThetascapeError(`${what} ${why}: take "halving" out of the spec, or run it whole with thetascape run.`);
}

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
