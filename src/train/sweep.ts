import type { DensityGrid } from '../density-grid';
import { gridCovering } from '../metrics/density';
import { withModels, type Plan } from '../plan/plan';
import type { Members, WavePlan } from '../plan/wave-plan';
import { appendChange, Models, type ModelList } from '../spec';
import type { Change, Model, Spec } from '../spec/types';
import { startingPoints } from './initial-weights';
import type { SweepData } from './load-data';
import { ModelRecord } from './model-record';
import type { WaveInputs } from './upload';

/** What a run trains: models, how they are cut into waves, and what they learn and start from. */
export class Sweep {
  #planned: { spec: Spec; models: ModelList; plan: Plan };
  /** Where p(θ) is estimated: wide enough for the initial weights of every network of the sweep. */
  readonly densityGrid: DensityGrid;

  /** @param initialWeights makes the (P,) parameters that a model starts from */
  constructor(
    spec: Spec,
    models: ModelList,
    plan: Plan,
    readonly data: SweepData,
    readonly initialWeights: (model: Model) => Float32Array,
  ) {
    this.#planned = { spec, models, plan };
    this.densityGrid = gridCovering(startingPoints(models).map(initialWeights));
  }

  /** With the changes that were made since. */
  get spec(): Spec {
    return this.#planned.spec;
  }

  /** All models of the spec, also those that are not trained. */
  get models(): ModelList {
    return this.#planned.models;
  }

  get plan(): Plan {
    return this.#planned.plan;
  }

  get members(): Members {
    return { models: this.models, datasetOf: this.data.datasetOf, order: this.plan.order };
  }

  /** Adds a change to the spec. Throws ThetascapeError when it drives a number out of its range. */
  change(change: Change): void {
    const spec = appendChange(this.spec, change);
    const models = new Models(spec);
    this.#planned = { spec, models, plan: withModels(this.plan, models) };
  }

  /** The model of an index. */
  modelAt(index: number): Model {
    const model = this.models.at(index);
    if (!model) throw new Error(`the sweep has no model ${index}`);
    return model;
  }

  /** The models of a wave in its order, once their data is loaded. Throws ThetascapeError. */
  async modelsOf({ models }: WavePlan): Promise<Model[]> {
    const own = models.map((index) => this.modelAt(index));
    await this.data.require(own);
    return own;
  }

  /** Of a model that has not been trained. */
  recordOf(model: Model): ModelRecord {
    return new ModelRecord(this.data.datasetOf[model.index]!, this.initialWeights(model));
  }

  /** What is uploaded of a wave, whose data is loaded. */
  inputsOf(wave: WavePlan, models: readonly Model[], initialWeights: readonly Float32Array[]): WaveInputs {
    const places = new Map(wave.datasets.map((number, place) => [number, place]));
    return {
      wave,
      models,
      datasetOf: wave.models.map((model) => places.get(this.data.datasetOf[model]!)!),
      datasets: wave.datasets.map((number) => this.data.at(number)),
      initialWeights,
      densityGrid: this.densityGrid,
    };
  }
}
