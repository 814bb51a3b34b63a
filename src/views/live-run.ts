import { strengths } from '../metrics/palette';
import { settingLabels } from '../metrics/setting-label';
import type { Model, Spec, SweepSpec } from '../spec/types';
import type { ModelSnapshot, Snapshot } from '../train/run';

/** What a model's snapshots have told so far. Losses are MSE in the network's units. */
export interface LiveModel {
  model: Model;
  /** (E,) of the epochs trained so far. */
  trainLoss: number[];
  validationLoss: number[];
  latest: ModelSnapshot | null;
}

/** The models of one setting, which differ in their seed. */
export interface LiveSetting {
  /** `λ = 1e-5`. */
  label: string;
  /** From 0 (weakest) to 1, by the index of the setting in its sweep. */
  strength: number;
  models: LiveModel[];
}

export interface LiveSweep {
  name: string;
  settings: LiveSetting[];
}

/** A run while it trains, as the views show it: what is fixed, and what its snapshots have told so far. */
export class LiveRun {
  readonly sweeps: readonly LiveSweep[];
  readonly #models: LiveModel[];

  constructor(spec: Spec, models: readonly Model[]) {
    this.#models = models.map((model) => ({ model, trainLoss: [], validationLoss: [], latest: null }));
    this.sweeps = spec.sweeps.map((sweep) => liveSweep(sweep, this.#models));
  }

  add(snapshot: Snapshot): void {
    for (const latest of snapshot.models) {
      const live = this.#models[latest.index]!;
      live.latest = latest;
      live.trainLoss.push(latest.trainLoss);
      live.validationLoss.push(latest.validationLoss);
    }
  }
}

function liveSweep(sweep: SweepSpec, all: readonly LiveModel[]): LiveSweep {
  const own = all.filter(({ model }) => model.sweep === sweep.name);
  // Models of one point of the sweep share their setting.
  const points = [...Map.groupBy(own, ({ model }) => model.setting).values()];
  const label = settingLabels(sweep);
  const strength = strengths(points.length);
  const settings = points.map((models, i) => ({
    label: label(models[0]!.model.values),
    strength: strength[i]!,
    models,
  }));
  return { name: sweep.name, settings };
}

/** log10 of a loss; NaN for one that is not finite. */
export function logLoss(loss: number | undefined): number {
  return loss === undefined || !Number.isFinite(loss) ? NaN : Math.log10(loss);
}
