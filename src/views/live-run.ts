import type { Dataset } from '../data/types';
import type { DensityGrid } from '../density-grid';
import { movedParameters, type MovedParameters } from '../metrics/claims/evidence';
import { initialDensity, type InitialDensity } from '../metrics/initial-density';
import { strengths } from '../metrics/palette';
import { settingLabels } from '../metrics/setting-label';
import { maximum } from '../metrics/statistics';
import type { PredictionPoints } from '../metrics/types';
import type { Model, Spec, SweepSpec } from '../spec/types';
import type { Snapshot, TrainingHistory } from '../train/run';
import { keptEpochs } from './history';
import { LiveModel } from './live-model';

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

/** What is fixed before a run begins: all that views need beside snapshots. */
export interface RunFacts {
  spec: Spec;
  models: Iterable<Model>;
  densityGrid: DensityGrid;
  datasets: readonly Dataset[];
  /** Where the predictions of snapshots are made, one per data set. */
  livePoints: readonly PredictionPoints[];
  /** Index of the data set of a model, by the model's index. */
  datasetOf: (model: number) => number;
  initialWeights: (model: Model) => Float32Array;
  /** Of a model whose training is over, by the model's index; null of any other. */
  finalWeights: (model: number) => Float32Array | null;
  /** Epochs after which successive halving stopped a model, by the model's index; null of any other. */
  stoppedAt: (model: number) => number | null;
  /** What was recorded of a model until now, by the model's index. */
  recorded: (model: number) => Pick<TrainingHistory, 'trainLoss' | 'validationLoss'> | null;
}

/** What a model is trained on, and where its live predictions are made. */
export interface LiveData {
  dataset: Dataset;
  points: PredictionPoints;
}

/** Bytes that kept predictions may take. */
const PREDICTION_BYTES = 128 * 2 ** 20;

/** A run while it trains, as the views show it: what is fixed, and what its snapshots have told so far. */
export class LiveRun {
  readonly sweeps: readonly LiveSweep[];
  readonly models: readonly LiveModel[];
  #initial: InitialDensity | null = null;

  constructor(private readonly facts: RunFacts) {
    const models = [...facts.models];
    const bytes = models.reduce((sum, { index }) => sum + predictionBytes(this.dataOf(index)), 0);
    this.models = models.map(
      (model) =>
        new LiveModel(model, keptEpochs(model.setting.training.epochs, bytes, PREDICTION_BYTES), () =>
          facts.stoppedAt(model.index),
        ),
    );
    this.sweeps = facts.spec.sweeps.map((sweep) => liveSweep(sweep, this.models));
  }

  get spec(): Spec {
    return this.facts.spec;
  }

  /** Epochs that the furthest model has been trained. */
  get epochs(): number {
    return maximum(this.models.map((model) => model.epochs));
  }

  /** Whether all models are trained and their weights are known. */
  get isOver(): boolean {
    return this.models.every(({ model }) => this.facts.finalWeights(model.index) !== null);
  }

  /** The density that all models start from, up to chance: that of the first one. */
  get initial(): InitialDensity {
    const { facts } = this;
    return (this.#initial ??= initialDensity(facts.initialWeights(this.models[0]!.model), facts.densityGrid));
  }

  /** Parameters that a training which is over has moved; null before its end. */
  movedOf({ model }: LiveModel): MovedParameters | null {
    const weights = this.facts.finalWeights(model.index);
    return weights && movedParameters({ model, weights, initialWeights: this.facts.initialWeights(model) });
  }

  /** @param model the model's index */
  dataOf(model: number): LiveData {
    const index = this.facts.datasetOf(model);
    return { dataset: this.facts.datasets[index]!, points: this.facts.livePoints[index]! };
  }

  /** Of epochs that no snapshot has told of, as after a run was taken up again, the losses are known all the same. */
  add({ epoch, models }: Snapshot): void {
    for (const snapshot of models) {
      const model = this.models[snapshot.index]!;
      const recorded = epoch > model.epochs + 1 ? this.facts.recorded(snapshot.index) : null;
      if (recorded) model.recall(recorded);
      model.record(epoch, snapshot);
    }
  }
}

/** Of one epoch: the four kinds of predictions, f32. */
function predictionBytes({ dataset, points }: LiveData): number {
  return 4 * points.count * dataset.targets.length * Float32Array.BYTES_PER_ELEMENT;
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
