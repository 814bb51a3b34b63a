import type { ModelResult, ThetaStatistics } from '../metrics/types';
import type { Model } from '../spec/types';
import { totalStatistics } from './statistics';
import type { EpochRecord, FinalResult } from './wave';

/** What accumulates of one model while it trains. */
export class ModelRecord {
  readonly #epochs: EpochRecord[] = [];
  #final: FinalResult | null = null;

  #steps = 0;

  constructor(
    private readonly dataset: number,
    /** (P,) in PyTorch's order. */
    readonly initialWeights: Float32Array,
  ) {}

  /** Optimizer steps that were asked of it. */
  get steps(): number {
    return this.#steps;
  }

  /** (P,) when its training is over. */
  get weights(): Float32Array | null {
    return this.#final?.weights ?? null;
  }

  addEpoch({ stepLoss, trainLoss, validationLoss, divergedAt, layers }: EpochRecord): void {
    this.#epochs.push({ stepLoss, trainLoss, validationLoss, divergedAt, layers });
    this.#steps += stepLoss.length;
  }

  /** Keeps the first `epochs` epochs. */
  rewind(epochs: number): void {
    for (const { stepLoss } of this.#epochs.splice(epochs)) this.#steps -= stepLoss.length;
  }

  finish(final: FinalResult): void {
    this.#final = final;
  }

  /** The result of `model`, which this is the record of. Throws if it has not been finished. */
  result(model: Model): ModelResult {
    if (!this.#final) throw new Error(`model ${model.index} has not been finished`);
    const stepLoss = Float32Array.from(this.#epochs.flatMap((epoch) => [...epoch.stepLoss]));
    const { divergedAt: divergedAtLast, ...final } = this.#final;
    // a final evaluation lays what is not finite to the last step of the wave, in which others may train longer
    const divergedAt = this.#epochs.at(-1)?.divergedAt ?? (divergedAtLast === null ? null : stepLoss.length);
    const layers: ThetaStatistics[] = this.#epochs.at(-1)?.layers ?? [];
    return {
      model,
      dataset: this.dataset,
      steps: divergedAt === null ? stepLoss.length : divergedAt,
      divergedAt,
      trainLoss: Float64Array.from(this.#epochs, ({ trainLoss }) => trainLoss),
      validationLoss: Float64Array.from(this.#epochs, ({ validationLoss }) => validationLoss),
      stepLoss,
      ...final,
      initialWeights: this.initialWeights,
      statistics: { total: totalStatistics(layers), layers },
    };
  }
}
