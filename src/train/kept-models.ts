import type { ModelResult } from '../metrics/types';
import type { Plan } from '../plan/plan';
import { planWave, type Members, type WavePlan } from '../plan/wave-plan';
import { inRanges, toRanges } from '../ranges';
import type { KeptModel, ModelRecord } from './model-record';
import type { RunStore } from './run-store';
import type { Sweep } from './sweep';
import type { WaveProgress } from './wave-progress';

/** The models of a run that are trained to their end, or as far as a run that is stopped came: in memory or in a store. */
export class KeptModels {
  /** In memory, by the model's index. */
  readonly #records = new Map<number, ModelRecord>();
  store: RunStore | null = null;
  /** Optimizer steps of the models that only the store has. */
  #storedSteps = 0;

  /** @param watched whether models stay in memory that a store has, too: a view shows them */
  constructor(private readonly watched: boolean) {}

  /** Leaves to a store what is finished from now on; what it holds already is done. */
  open(store: RunStore | null, { waves }: Plan, members: Members): void {
    this.store = store;
    this.#storedSteps = 0;
    if (this.watched) return;
    for (const wave of waves) this.#storedSteps += wave.modelSteps - (this.#notStored(wave, members)?.modelSteps ?? 0);
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
    for (const { index, ...own } of kept) {
      const record = sweep.recordOf(sweep.modelAt(index));
      record.adopt(own);
      this.#records.set(index, record);
    }
  }

  /** Takes a wave over into the store, which forgets it here unless it is watched, or into memory. */
  async keep({ wave, models, records }: WaveProgress, isWhole: boolean, seconds: number): Promise<void> {
    const store = isWhole ? this.store : null;
    if (store) {
      const results = models.map((model, i): ModelResult => records[i]!.result(model));
      await store.keepResults(wave.places, results, seconds);
    }
    if (store && !this.watched) this.#storedSteps += records.reduce((total, { steps }) => total + steps, 0);
    else models.forEach((model, i) => this.#records.set(model.index, records[i]!));
  }
}
