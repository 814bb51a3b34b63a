/** Sweeps over data made up for tests, trained by the library's own run. */
import { expect } from 'vitest';
import type { Dataset, Rows } from '../../src/data/types';
import { describeAdapter } from '../../src/gpu/adapter';
import { NEEDED_LIMITS } from '../../src/gpu/device';
import { FUSED_WORKGROUP_MEMORY } from '../../src/kernels/fused-steps';
import type { ModelResult, PredictionPoints } from '../../src/metrics/types';
import { planSweep, type Plan } from '../../src/plan/plan';
import { Stream } from '../../src/random/stream';
import { resolve, type HalvingSpec } from '../../src/spec';
import type { Model } from '../../src/spec/types';
import { initialise } from '../../src/train/initialise';
import { isWatched } from '../../src/train/options';
import { SweepData, type LoadedDataset } from '../../src/train/load-data';
import { dataShape, livePoints } from '../../src/train/prediction-points';
import { Run, type RunOptions } from '../../src/train/run';
import { Sweep as PlannedSweep } from '../../src/train/sweep';
import { KERNELS } from './kernel-path';

export interface Sweep {
  models: readonly Model[];
  datasets: readonly Dataset[];
  /** Index of the data set of each model; all take the first by default. */
  datasetOf?: readonly number[];
  /** The 20 points of each data set that predictions are made at, where they are not spread over ±1. */
  points?: readonly PredictionPoints[];
  halving?: HalvingSpec;
  /** Initial weights of a model, where they are not the seeded ones. */
  initialWeights?: (model: Model) => Float32Array;
}

/** Columns that are in the network's units as they are. */
const columns = (count: number, name: string) =>
  Array.from({ length: count }, (_, i) => ({ name: `${name}${i}`, scaling: 'none' as const, offset: 0, factor: 1 }));

/** A data set of smooth functions of the features, with noise. */
export function datasetOf(seed: number, train: number, validation: number, features = 1, targets = 1): Dataset {
  const stream = new Stream(seed, 'noise');
  const rows = (count: number): Rows => {
    const x = Float32Array.from({ length: count * features }, () => 2 * stream.uniform() - 1);
    const y = Float32Array.from({ length: count * targets }, (_, i) => {
      const row = Math.floor(i / targets);
      const own = x.subarray(row * features, (row + 1) * features);
      return (
        0.5 + 0.4 * Math.sin(own.reduce((sum, value, d) => sum + (d + 2) * value, i % targets)) + 0.05 * stream.normal()
      );
    });
    return { count, x, y };
  };
  return {
    features: columns(features, 'x'),
    targets: columns(targets, 'y'),
    train: rows(train),
    validation: rows(validation),
    truth: null,
    description: 'made up',
  };
}

/** A short grid for one feature, else the validation rows. */
function pointsOf({ features, validation }: Dataset): PredictionPoints {
  if (features.length > 1) return { kind: 'validation', count: validation.count, x: validation.x };
  return { kind: 'grid', count: 20, x: Float32Array.from({ length: 20 }, (_, i) => i / 10 - 1) };
}

export type Limits = Parameters<typeof planSweep>[3];

/** What every WebGPU device has. */
export const DEFAULT_LIMITS: Limits = {
  ...NEEDED_LIMITS,
  maxComputeWorkgroupStorageSize: FUSED_WORKGROUP_MEMORY,
  maxComputeInvocationsPerWorkgroup: 256,
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: 2 ** 27,
  maxComputeWorkgroupsPerDimension: 65_535,
};

/** The plan of a sweep, for a live view or not; smaller limits cut it into more waves. */
export function planOf(
  { models, datasets, halving, datasetOf: given = models.map(() => 0) }: Sweep,
  limits = DEFAULT_LIMITS,
  options: RunOptions = {},
): Plan {
  const { kernels = KERNELS } = options;
  const live = (dataset: Dataset) => (isWatched(options) ? livePoints(dataset) : null);
  const shapes = datasets.map((dataset) => dataShape(dataset, pointsOf(dataset), live(dataset)));
  const preference = { path: kernels, reason: 'asked for', required: false };
  return planSweep(models, given, shapes, limits, { preference, areCompared: halving !== undefined });
}

/** A run of a sweep. */
export function runOf(device: GPUDevice, sweep: Sweep, options: RunOptions = {}, limits = DEFAULT_LIMITS): Run {
  const { models, datasets, datasetOf: given = models.map(() => 0) } = sweep;
  const load = ({ index }: Model): LoadedDataset => {
    const [dataset, points] = [datasets[given[index]!]!, sweep.points?.[given[index]!]];
    return { dataset, points: points ?? pointsOf(dataset), livePoints: livePoints(dataset) };
  };
  const data = new SweepData(Uint32Array.from(given), [], async (model) => load(model), new Set(datasets.keys()));
  const plan = planOf(sweep, limits, options);
  const weights = sweep.initialWeights ?? (({ setting, key }: Model) => initialise(setting.network, key));
  const adapter = describeAdapter(device.adapterInfo);
  const planned = new PlannedSweep(
    { ...resolve({ seeds: { mode: 'independent' } }), ...(sweep.halving && { halving: sweep.halving }) },
    models,
    plan,
    data,
    weights,
  );
  return new Run(planned, adapter, device, { device, ...options }, 0);
}

/** Trains a run to its end. */
export async function finish(run: Run): Promise<ModelResult[]> {
  for await (const snapshot of run.train()) void snapshot;
  return run.results().models;
}

export const waveSizes = ({ waves }: Plan): number[] => waves.map(({ models }) => models.length);

/** Everything that was computed of a model is the same, bit for bit. */
export function expectSame(actual: ModelResult, expected: ModelResult): void {
  const { model: own, ...actualRest } = actual;
  const { model, ...expectedRest } = expected;
  expect(own.key).toBe(model.key);
  expect(actualRest).toEqual(expectedRest);
}
