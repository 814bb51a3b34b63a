import type { ModelResult } from '../metrics/types';
import type { Plan } from '../plan/plan';
import { planWave, type Members, type WavePlan } from '../plan/wave-plan';
import { inRanges, toRanges } from '../ranges';
import type { KeptModel, ModelRecord } from './model-record';
import type { KeptRung, RunStore } from './run-store';
import type { Sweep } from './sweep';
import type { WaveProgress } from './wave-progress';

/** The models of a run that are trained to their end, or as far as a run that is stopped came: in memory or in a store. */
export class KeptModels {
  /** In memory, by the model's index. */
  readonly #records = new Map<number, ModelRecord>();
  store: RunStore | null = null;
  /** Optimizer steps of the models that only the store has. */
  #storedSteps = 0;
  /** The rung, in epochs, at which a model ended that the store had when it was opened; by its place. */
  #endedAt = new Map<number, number>();

  /**
   * @param order indices of models by their places
   * @param watched whether models stay in memory that a store has, too: a view shows them
   */
  constructor(
    private readonly order: Uint32Array,
    private readonly watched: boolean,
  ) {}

  /**
   * Leaves to a store what is finished from now on; what it holds already is done.
   *
   * @param rungs that the store has kept
   */
  open(store: RunStore | null, { waves }: Plan, members: Members, rungs: readonly KeptRung[]): void {
    this.store = store;
    this.#storedSteps = 0;
    this.#endedAt = new Map(rungs.flatMap(({ epoch, done }) => inRanges(done).map((place) => [place, epoch])));
    if (this.watched) return;
    for (const wave of waves) {
      this.#storedSteps += wave.modelSteps - (this.#notStored(wave, members)?.modelSteps ?? 0);
      // of those that ended at a rung, what is beyond it was not trained
      for (const place of this.#endedAt.size > 0 ? inRanges(wave.places) : []) {
        const { epochs } = members.models.at(this.order[place]!)!.setting.training;
        this.#storedSteps -= (epochs - (this.storedEpochs(place, epochs) ?? epochs)) * wave.stepsPerEpoch;
      }
    }
  }

  /** Epochs, of those of its setting, that a model was trained for which the store has; null of any other. */
  storedEpochs(place: number, epochs: number): number | null {
    return this.store?.finished.has(place) ? Math.min(epochs, this.#endedAt.get(place) ?? epochs) : null;
  }

  /** A wave without its models that are kept, or null when all are. */
  leftOf(wave: WavePlan, members: Members): WavePlan | null {
    const left = this.#notStored(wave, members);
    return left?.models.every((model) => this.#records.has(model)) ? null : left;
  }

  #notStored(wave: WavePlan, members: Members): WavePlan | null {
    const { store } = this;
    if (!store) return wave;
    const places = inRanges(wave.places);
    const left = places.filter((place) => !store.finished.has(place));
    if (left.length === places.length) return wave;
    return left.length === 0 ? null : planWave(wave, members, toRanges(left));
  }

  record(model: number): ModelRecord | undefined {
    return this.#records.get(model);
  }

  /** Indices of the models in memory, ascending. */
  get inMemory(): number[] {
    return [...this.#records.keys()].sort((a, b) => a - b);
  }

  /** Optimizer steps of all models together. */
  get modelSteps(): number {
    return this.#records.values().reduce((total, { steps }) => total + steps, this.#storedSteps);
  }

  /** Takes models over that were trained to their end before. */
  adopt(kept: readonly (KeptModel & { index: number })[], sweep: Sweep): void {
    const steps = new Map(
      sweep.plan.waves.flatMap(({ models, stepsPerEpoch }) => models.map((model) => [model, stepsPerEpoch] as const)),
    );
    for (const { index, ...own } of kept) {
      const record = sweep.recordOf(sweep.modelAt(index));
      record.adopt(own, steps.get(index)!);
      this.#records.set(index, record);
    }
  }

  /**
   * Takes over the models of a wave that end: into the store, which forgets them here unless they are watched, or into
   * memory, where there is none or the run is stopped.
   *
   * @param rung what goes on, or null
   */
  async keep(progress: WaveProgress, isWhole: boolean, seconds: number, rung: KeptRung | null): Promise<void> {
    const { wave, models, records } = progress;
    const goingOn = new Set(rung?.goingOn.map((place) => this.order[place]!));
    const ended = [...models.keys()].filter((i) => !goingOn.has(models[i]!.index));
    const store = isWhole ? this.store : null;
    if (store) {
      const results = ended.map((i): ModelResult => records[i]!.result(models[i]!));
      if (rung) await store.keepRung(wave.places, results, rung, seconds);
      else await store.keepResults(wave.places, results, seconds);
    }
    if (store && !this.watched) this.#storedSteps += ended.reduce((total, i) => total + records[i]!.steps, 0);
    else for (const i of ended) this.#records.set(models[i]!.index, records[i]!);
  }
}
