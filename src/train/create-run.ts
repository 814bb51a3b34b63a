import { ThetascapeError } from '../errors';
import { describeAdapter } from '../gpu/adapter';
import { checkLimits, requestDevice } from '../gpu/device';
import { planSweep } from '../plan/plan';
import type { Platform } from '../platform';
import { expand } from '../spec';
import type { Spec } from '../spec/types';
import { initialWeightsOf } from './initial-weights';
import { loadData } from './load-data';
import type { RunOptions } from './options';
import { pathPreference } from './path-preference';
import { dataShape } from './prediction-points';
import { Run } from './run';

/**
 * Loads the data of a resolved spec, plans its sweep and takes a device; nothing is allocated on it before `train()`.
 * Throws ThetascapeError when the data does not fit the network, when there is no adapter, or when a limit is too low.
 */
export async function createRun(spec: Spec, platform: Platform, options: RunOptions = {}): Promise<Run> {
  const started = performance.now();
  const models = expand(spec);
  const data = await loadData(models, platform.files);
  const initialWeights = await initialWeightsOf(models, platform.files);
  const { device, adapter } = await takeDevice(platform, options.device);
  checkLimits(device.limits);
  const shapes = data.datasets.map((dataset, i) =>
    dataShape(dataset, data.points[i]!, options.live ? data.livePoints[i]! : null),
  );
  const preference = pathPreference(adapter, device.features, options.kernels);
  const plan = planSweep(models, data.datasetOf, shapes, device.limits, preference);
  const setupSeconds = (performance.now() - started) / 1000;
  return new Run(spec, models, plan, adapter, device, data, initialWeights, options, setupSeconds);
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
