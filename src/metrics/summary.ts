import { densitySummary, type DensitySummary } from './density-summary';
import type { DensityGrid } from '../density-grid';
import { deviation, mean, median, minimum } from './statistics';
import type { ModelResult, RunResult } from './types';

/** Epochs whose median stands for a model's loss where single epochs are too noisy to compare. */
export const LAST_EPOCHS = 10;

/** MSEs in the network's units; NaN for a model that diverged. */
export interface LossSummary {
  final: number;
  min: number;
  /** Median of the last {@link LAST_EPOCHS} epochs. */
  median: number;
}

/** What is derived from one trained model. */
export interface ModelSummary {
  result: ModelResult;
  diverged: boolean;
  train: LossSummary;
  validation: LossSummary;
  /** Final validation loss minus final training loss. */
  gap: number;
  /** Parameters whose bits differ from the initial ones. */
  moved: number;
  /** Null when a weight is not finite. */
  density: DensitySummary | null;
}

/** A model that did not diverge, and so has a density. */
export type FiniteSummary = ModelSummary & { density: DensitySummary };

/** The models of one sweep that share a setting and differ in their seed. */
export interface SettingGroup {
  sweep: string;
  /** Value of each axis of the sweep, by path. */
  values: Record<string, number>;
  models: ModelSummary[];
  /** Those that did not diverge: what means, bands and figures are made of. */
  finite: FiniteSummary[];
}

export interface RunSummary {
  grid: DensityGrid;
  models: ModelSummary[];
  /** In the order of the spec: by sweep, then by the values of its axes. */
  groups: SettingGroup[];
}

/** Mean and sample standard deviation over seeds (NaN for one seed). */
export interface Spread {
  mean: number;
  deviation: number;
}

/** Everything that tables, claims and figures derive from a run, computed once. */
export function summarise(run: RunResult): RunSummary {
  const grid = run.densityGrid;
  const models = run.models.map((result) => summariseModel(result, grid));
  return { grid, models, groups: groupBySetting(models) };
}

/** Mean and spread over the models of a group that did not diverge. */
export function spread(group: Pick<SettingGroup, 'finite'>, measure: (model: FiniteSummary) => number): Spread {
  const values = group.finite.map(measure);
  return { mean: mean(values), deviation: deviation(values) };
}

/** The losses of the epochs that were trained: a model that was stopped has NaN, or nothing, after its last one. */
export function recorded(loss: Float64Array): Float64Array {
  const end = loss.findLastIndex((value) => Number.isFinite(value)) + 1;
  return loss.subarray(0, end);
}

function summariseModel(result: ModelResult, grid: DensityGrid): ModelSummary {
  const density = densitySummary(result, grid);
  return {
    ...summariseLosses(result, result.divergedAt !== null || density === null),
    moved: countMoved(result),
    density,
  };
}

/** What the losses of a model say, without what takes a pass over its parameters. */
export function summariseLosses(result: ModelResult, diverged: boolean): Omit<ModelSummary, 'moved' | 'density'> {
  const train = summariseLoss(result.trainLoss, diverged);
  const validation = summariseLoss(result.validationLoss, diverged);
  return { result, diverged, train, validation, gap: validation.final - train.final };
}

function summariseLoss(loss: Float64Array, diverged: boolean): LossSummary {
  const trained = recorded(loss);
  if (diverged) return { final: NaN, min: minimum(trained), median: NaN };
  return { final: trained.at(-1) ?? NaN, min: minimum(trained), median: median(trained.slice(-LAST_EPOCHS)) };
}

function countMoved({ weights, initialWeights }: ModelResult): number {
  return weights.reduce((count, value, i) => count + (Object.is(value, initialWeights[i]) ? 0 : 1), 0);
}

function isFinite(model: ModelSummary): model is FiniteSummary {
  return !model.diverged && model.density !== null;
}

function groupBySetting(models: ModelSummary[]): SettingGroup[] {
  const groups = new Map<string, SettingGroup>();
  for (const summary of models) {
    const { sweep, values } = summary.result.model;
    const key = JSON.stringify([sweep, values]);
    const group = groups.get(key) ?? { sweep, values, models: [], finite: [] };
    group.models.push(summary);
    if (isFinite(summary)) group.finite.push(summary);
    groups.set(key, group);
  }
  return [...groups.values()];
}
