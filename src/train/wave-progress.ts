import type { Checkpoint } from './checkpoint';
import type { ModelRecord } from './model-record';
import type { EpochResult } from './wave';

/** What the host knows of a wave in progress; it outlives the device. */
export class WaveProgress {
  /** Epochs that were trained. */
  #epoch = 0;
  checkpoint: Checkpoint | null = null;

  constructor(
    /** The wave's position in the plan. */
    readonly index: number,
    /** In the wave's order. */
    readonly records: readonly ModelRecord[],
  ) {}

  get epoch(): number {
    return this.#epoch;
  }

  /** Takes the next epoch in: one result for each model that still trains, in the wave's order. */
  add(results: readonly EpochResult[]): void {
    results.forEach((result, i) => this.records[i]!.addEpoch(result));
    this.#epoch++;
  }

  /** Forgets the epochs after the checkpoint, or all of them. */
  rewind(): void {
    this.#epoch = this.checkpoint?.epoch ?? 0;
    for (const record of this.records) record.rewind(this.#epoch);
  }
}
