import type { DensityNumbers, Predictions, ThetaStatistics } from '../metrics/types';
import type { Model } from '../spec/types';
import type { ModelSnapshot, TrainingHistory } from '../train/run';

/** Losses of a model after an epoch, MSE in the network's units. */
export interface Losses {
  train: number;
  validation: number;
}

/** What a model's snapshots have told so far, by epoch from 1. An epoch that comes twice, after a recovery, overwrites. */
export class LiveModel {
  #epochs = 0;
  #divergedAt: number | null = null;
  readonly #train: Float64Array;
  readonly #validation: Float64Array;
  readonly #statistics: NumberRows;
  readonly #density: NumberRows;
  /** By epoch: those of the kept epochs, and of the latest one. */
  readonly #predictions = new Map<number, Predictions>();

  /**
   * @param kept epochs whose predictions are kept for going back to
   * @param stopped says after which epochs successive halving stopped it
   */
  constructor(
    readonly model: Model,
    private readonly kept: readonly number[],
    private readonly stopped: () => number | null = () => null,
  ) {
    const { epochs } = model.setting.training;
    this.#train = new Float64Array(epochs).fill(NaN);
    this.#validation = new Float64Array(epochs).fill(NaN);
    this.#statistics = new NumberRows(epochs, 7);
    this.#density = new NumberRows(epochs, 6);
  }

  /** Epochs trained. */
  get epochs(): number {
    return this.#epochs;
  }

  /** The step (from 1) at which the model diverged and was frozen, or null. */
  get divergedAt(): number | null {
    return this.#divergedAt;
  }

  /** Epochs after which successive halving stopped it, or null. */
  get stoppedAt(): number | null {
    return this.stopped();
  }

  /** (E,) of the epochs trained so far. */
  get trainLoss(): Float64Array {
    return this.#train.subarray(0, this.#epochs);
  }

  get validationLoss(): Float64Array {
    return this.#validation.subarray(0, this.#epochs);
  }

  record(epoch: number, snapshot: ModelSnapshot): void {
    this.#train[epoch - 1] = snapshot.trainLoss;
    this.#validation[epoch - 1] = snapshot.validationLoss;
    this.#statistics.set(epoch - 1, statisticsRow(snapshot.statistics.total));
    if (snapshot.densityNumbers) this.#density.set(epoch - 1, densityRow(snapshot.densityNumbers));
    if (snapshot.predictions) this.#keep(epoch, snapshot.predictions);
    this.#divergedAt = snapshot.divergedAt;
    this.#epochs = Math.max(this.#epochs, epoch);
  }

  /** Takes over the losses (E,) of its first epochs. */
  recall({ trainLoss, validationLoss }: Pick<TrainingHistory, 'trainLoss' | 'validationLoss'>): void {
    this.#train.set(trainLoss);
    this.#validation.set(validationLoss);
  }

  /** NaN before the first epoch; from the last one trained on, those of that one. So do the others below, or give null. */
  lossAt(epoch: number): Losses {
    const at = Math.min(epoch, this.#epochs) - 1;
    return { train: this.#train[at] ?? NaN, validation: this.#validation[at] ?? NaN };
  }

  /** Of all layers together. */
  statisticsAt(epoch: number): ThetaStatistics | null {
    const row = this.#statistics.get(Math.min(epoch, this.#epochs) - 1);
    if (!row) return null;
    const [count = NaN, mean = NaN, rms = NaN, min = NaN, max = NaN, nearZero = NaN, exactZero = NaN] = row;
    return { count, mean, rms, min, max, nearZero, exactZero };
  }

  densityAt(epoch: number): DensityNumbers | null {
    const row = this.#density.get(Math.min(epoch, this.#epochs) - 1);
    if (!row) return null;
    const [peak = NaN, entropy = NaN, divergence = NaN, central = NaN, below = NaN, above = NaN] = row;
    return { peak, entropy, divergence, central, below, above };
  }

  /** Those of the nearest epoch that was kept, and which one that is. */
  predictionsAt(epoch: number): { epoch: number; predictions: Predictions } | null {
    const distance = (other: number) => Math.abs(other - epoch);
    const entries = [...this.#predictions].map(([at, predictions]) => ({ epoch: at, predictions }));
    const [first, ...rest] = entries;
    if (!first) return null;
    return rest.reduce((best, entry) => (distance(entry.epoch) < distance(best.epoch) ? entry : best), first);
  }

  #keep(epoch: number, predictions: Predictions): void {
    if (epoch > this.#epochs && !this.kept.includes(this.#epochs)) this.#predictions.delete(this.#epochs);
    if (epoch >= this.#epochs || this.kept.includes(epoch)) this.#predictions.set(epoch, predictions);
  }
}

/** (E, columns) f32, with NaN in the rows that are not known yet. */
class NumberRows {
  readonly #values: Float32Array;

  constructor(
    rows: number,
    private readonly columns: number,
  ) {
    this.#values = new Float32Array(rows * columns).fill(NaN);
  }

  set(row: number, values: readonly number[]): void {
    this.#values.set(values, row * this.columns);
  }

  /** Null for a row that does not exist or whose first value is not known. */
  get(row: number): Float32Array | null {
    const values = this.#values.subarray(row * this.columns, (row + 1) * this.columns);
    return row < 0 || Number.isNaN(values[0] ?? NaN) ? null : values;
  }
}

const statisticsRow = ({ count, mean, rms, min, max, nearZero, exactZero }: ThetaStatistics): number[] => [
  count,
  mean,
  rms,
  min,
  max,
  nearZero,
  exactZero,
];

const densityRow = ({ peak, entropy, divergence, central, below, above }: DensityNumbers): number[] => [
  peak,
  entropy,
  divergence,
  central,
  below,
  above,
];
