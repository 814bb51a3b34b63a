import type { DensityGrid } from '../density-grid';
import { ThetascapeError } from '../errors';
import { maximum } from '../metrics/statistics';
import type { DensitySink } from '../train/run';
import { keptEpochs, places, shownEpoch } from './history';

/** Bytes that densities may take unless the visitor says otherwise. */
export const HISTORY_BYTES = 128 * 2 ** 20;

export interface DensityStoreOptions {
  /** Models of the run, and epochs that it trains them. */
  models: number;
  epochs: number;
  grid: DensityGrid;
  /** Bytes to stay within; default {@link HISTORY_BYTES}. */
  budget?: number;
}

/** The densities of a run's models at its kept epochs and at the latest one, on the GPU. */
export class DensityStore implements DensitySink {
  readonly grid: DensityGrid;
  /** Epochs that can be gone back to, ascending. */
  readonly kept: readonly number[];
  /** (S · M, G) f32 log probabilities: a slot per kept epoch, then one for the latest. */
  readonly buffer: GPUBuffer;
  /** Counts what was received: what was drawn of an older version is out of date. */
  version = 0;
  readonly #models: number;
  /** Epoch that each model was received at last, −1 before the first. */
  readonly #latest: Int32Array;
  /** Rows of the buffer that hold a density: after a loss of the device those of before are missing. */
  readonly #filled = new Set<number>();

  /** @throws ThetascapeError when the device cannot hold even the first, the last and the latest epoch */
  constructor(
    readonly device: GPUDevice,
    { models, epochs, grid, budget = HISTORY_BYTES }: DensityStoreOptions,
  ) {
    const bytes = models * rowBytes(grid);
    const { maxStorageBufferBindingSize: most } = device.limits;
    this.kept = keptEpochs(epochs, bytes, Math.min(budget, most));
    const size = places(this.kept) * bytes;
    if (size > most) {
      throw new ThetascapeError(
        `The densities of ${models} models need a buffer of ${mebibytes(size)} and this adapter binds ${mebibytes(most)}: train fewer settings or seeds.`,
      );
    }
    this.grid = grid;
    this.#models = models;
    this.#latest = new Int32Array(models).fill(-1);
    const { STORAGE, COPY_DST } = GPUBufferUsage;
    this.buffer = device.createBuffer({ label: 'density history', size, usage: STORAGE | COPY_DST });
  }

  get bytes(): number {
    return this.buffer.size;
  }

  receive(encoder: GPUCommandEncoder, source: GPUBuffer, models: readonly number[], epoch: number): void {
    const size = rowBytes(this.grid);
    const slot = this.#slotOf(epoch);
    for (const { at, first, count } of consecutive(models)) {
      const target = (slot * this.#models + first) * size;
      encoder.copyBufferToBuffer(source, at * size, this.buffer, target, count * size);
    }
    models.forEach((model) => this.#fill(model, slot, epoch));
    this.version++;
  }

  /**
   * Has every model start from `log`, (G,) log probabilities, before there is anything to receive.
   *
   * @param trained epochs that each model has been trained already, whose densities are missing: default none
   */
  begin(log: Float32Array<ArrayBuffer>, trained: readonly number[] = []): void {
    for (const model of this.#latest.keys()) {
      this.device.queue.writeBuffer(this.buffer, model * rowBytes(this.grid), log);
      this.#fill(model, 0, 0);
      this.#latest[model] = trained[model] ?? 0;
    }
    this.version++;
  }

  /** The epoch that is shown when `epoch` is asked for. */
  keptEpoch(epoch: number): number {
    return shownEpoch(this.kept, epoch, Math.max(0, maximum(this.#latest)));
  }

  /** Row of the buffer with the density of a model at an epoch or its latest one before; null when it has none yet. */
  rowOf(model: number, epoch: number): number | null {
    const latest = this.#latest[model] ?? -1;
    const row = this.#slotOf(shownEpoch(this.kept, epoch, latest)) * this.#models + model;
    return this.#filled.has(row) ? row : null;
  }

  dispose(): void {
    this.buffer.destroy();
  }

  #fill(model: number, slot: number, epoch: number): void {
    // a wave that goes on shows what its models began with once more
    if (epoch > 0 || this.#latest[model]! < 0) this.#latest[model] = epoch;
    this.#filled.add(slot * this.#models + model);
  }

  #slotOf(epoch: number): number {
    const kept = this.kept.indexOf(epoch);
    return kept >= 0 ? kept : this.kept.length;
  }
}

const rowBytes = ({ points }: DensityGrid): number => points * Float32Array.BYTES_PER_ELEMENT;

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** Runs of consecutive indices: `at` is where one starts in the list, `first` its first index. */
function consecutive(indices: readonly number[]): { at: number; first: number; count: number }[] {
  const starts = indices.flatMap((index, at) => (index === indices[at - 1]! + 1 ? [] : [at]));
  return starts.map((at, i) => ({ at, first: indices[at]!, count: (starts[i + 1] ?? indices.length) - at }));
}
