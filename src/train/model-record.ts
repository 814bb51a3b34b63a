import type { ModelResult, ThetaStatistics } from '../metrics/types';
import type { Model } from '../spec/types';
import { totalStatistics } from './statistics';
import type { EpochRecord, FinalResult } from './wave';

/** What was recorded of a model over its first epochs, as it is kept outside of the process. */
export interface TrainingHistory {
  /** (E,) each. */
  trainLoss: Float64Array;
  validationLoss: Float64Array;
  /** (E·S,) */
  stepLoss: Float32Array;
  /** After the last epoch. */
  divergedAt: number | null;
  layers: ThetaStatistics[];
}

const NOTHING: TrainingHistory = {
  trainLoss: new Float64Array(),
  validationLoss: new Float64Array(),
  stepLoss: new Float32Array(),
  divergedAt: null,
  layers: [],
};

/** What is kept of a model beside what the spec and the data say. */
export type KeptModel = Omit<ModelResult, 'model' | 'dataset' | 'initialWeights'>;

/** What accumulates of one model while it trains. */
export class ModelRecord {
  /** Where the epochs start that are recorded one by one. */
  #start = NOTHING;
  #epochs: Pick<EpochRecord, 'trainLoss' | 'validationLoss' | 'stepLoss'>[] = [];
  #last: Pick<EpochRecord, 'divergedAt' | 'layers'> = NOTHING;
  #final: FinalResult | null = null;
  #steps = 0;
  #stoppedAt: number | null = null;

  constructor(
    private readonly dataset: number,
    /** (P,) in PyTorch's order. */
    readonly initialWeights: Float32Array,
  ) {}

  /** Optimizer steps that were asked of it. */
  get steps(): number {
    return this.#steps;
  }

  /** Epochs that were trained. */
  get epochs(): number {
    return this.#start.trainLoss.length + this.#epochs.length;
  }

  /** Epochs after which successive halving stopped it, or null. */
  get stoppedAt(): number | null {
    return this.#stoppedAt;
  }

  /** After the last epoch. */
  get validationLoss(): number {
    return this.#epochs.at(-1)?.validationLoss ?? this.#start.validationLoss.at(-1) ?? NaN;
  }

  /** (P,) when its training is over. */
  get weights(): Float32Array | null {
    return this.#final?.weights ?? null;
  }

  addEpoch({ stepLoss, trainLoss, validationLoss, divergedAt, layers }: EpochRecord): void {
    this.#epochs.push({ stepLoss, trainLoss, validationLoss });
    this.#last = { divergedAt, layers };
    this.#steps += stepLoss.length;
  }

  /** The latest epoch, without the losses of its steps. */
  get lastEpoch(): EpochRecord {
    const { trainLoss, validationLoss } = this.history;
    const losses = { trainLoss: trainLoss.at(-1) ?? NaN, validationLoss: validationLoss.at(-1) ?? NaN };
    return { ...losses, stepLoss: new Float32Array(), ...this.#last };
  }

  get history(): TrainingHistory {
    const epochs = this.#epochs;
    return {
      trainLoss: Float64Array.from([...this.#start.trainLoss, ...epochs.map(({ trainLoss }) => trainLoss)]),
      validationLoss: Float64Array.from([
        ...this.#start.validationLoss,
        ...epochs.map(({ validationLoss }) => validationLoss),
      ]),
      stepLoss: joined([this.#start.stepLoss, ...epochs.map(({ stepLoss }) => stepLoss)]),
      ...this.#last,
    };
  }

  /** Goes back to what it was once, or to the beginning. */
  rewind(history = NOTHING): void {
    this.#start = history;
    this.#epochs = [];
    this.#last = { divergedAt: history.divergedAt, layers: history.layers };
    this.#steps = history.stepLoss.length;
  }

  /** @param stoppedAt epochs after which successive halving stopped it */
  finish(final: FinalResult, stoppedAt: number | null): void {
    this.#final = final;
    this.#stoppedAt = stoppedAt;
  }

  /** Becomes the record of a model that was trained to its end before; one that diverged was asked for all of its steps, too. */
  adopt({ statistics: { layers }, ...kept }: KeptModel, stepsPerEpoch: number): void {
    this.rewind({ ...kept, layers });
    this.#steps = kept.trainLoss.length * stepsPerEpoch;
    this.#final = kept;
    this.#stoppedAt = kept.stoppedAt;
  }

  /** The result of `model`, which this is the record of. Throws if it has not been finished. */
  result(model: Model): ModelResult {
    if (!this.#final) throw new Error(`model ${model.index} has not been finished`);
    const { layers, ...losses } = this.history;
    const { divergedAt: divergedAtLast, ...final } = this.#final;
    // a final evaluation lays what is not finite to the last step of the wave, in which others may train longer
    const divergedAt = losses.divergedAt ?? (divergedAtLast === null ? null : this.#steps);
    return {
      model,
      dataset: this.dataset,
      ...losses,
      steps: divergedAt === null ? this.#steps : divergedAt,
      stoppedAt: this.#stoppedAt,
      divergedAt,
      ...final,
      initialWeights: this.initialWeights,
      statistics: { total: totalStatistics(layers), layers },
    };
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let end = 0;
  for (const part of parts) whole.set(part, (end += part.length) - part.length);
  return whole;
}
