import type { ModelResult, ThetaStatistics } from '../metrics/types';
import type { Model } from '../spec/types';
import { totalStatistics } from './statistics';
import type { EpochResult, FinalResult } from './wave';

/** What accumulates of one model while it trains. */
export class ModelRecord {
  readonly #epochs: EpochResult[] = [];
  #final: FinalResult | null = null;

  constructor(
    readonly model: Model,
    private readonly dataset: number,
    private readonly initialWeights: Float32Array,
  ) {}

  addEpoch(result: EpochResult): void {
    this.#epochs.push(result);
  }

  finish(final: FinalResult): void {
    this.#final = final;
  }

  /** Throws if the model has not been finished. */
  result(): ModelResult {
    if (!this.#final) throw new Error(`model ${this.model.index} has not been finished`);
    const stepLoss = Float32Array.from(this.#epochs.flatMap((epoch) => [...epoch.stepLoss]));
    const divergedAt = this.#epochs.at(-1)?.divergedAt ?? null;
    const layers: ThetaStatistics[] = this.#epochs.at(-1)?.layers ?? [];
    return {
      model: this.model,
      dataset: this.dataset,
      steps: divergedAt === null ? stepLoss.length : divergedAt,
      divergedAt,
      trainLoss: Float64Array.from(this.#epochs, ({ trainLoss }) => trainLoss),
      validationLoss: Float64Array.from(this.#epochs, ({ validationLoss }) => validationLoss),
      stepLoss,
      ...this.#final,
      initialWeights: this.initialWeights,
      statistics: { total: totalStatistics(layers), layers },
    };
  }
}
