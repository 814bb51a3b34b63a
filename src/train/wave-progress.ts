import type { Checkpoint } from './checkpoint';
import type { ModelRecord } from './model-record';
import type { WaveState } from './run-store';
import type { EpochResult } from './wave';

/** What the host knows of a wave in progress; it outlives the device. */
export class WaveProgress {
  /** Epochs that were trained. */
  #epoch = 0;

  constructor(
    /** The wave's position in the plan. */
    readonly index: number,
    /** In the wave's order. */
    readonly records: readonly ModelRecord[],
    /** What it goes on from: the last checkpoint, with what was recorded until then. */
    public state: WaveState | null,
  ) {}

  get epoch(): number {
    return this.#epoch;
  }

  /** Takes the next epoch in: one result for each model that still trains, in the wave's order. */
  add(results: readonly EpochResult[]): void {
    results.forEach((result, i) => this.records[i]!.addEpoch(result));
    this.#epoch++;
  }

  /** Remembers the state after the latest epoch. */
  mark(checkpoint: Checkpoint): WaveState {
    return (this.state = { checkpoint, histories: this.records.map(({ history }) => history) });
  }

  /** Forgets the epochs after the checkpoint, or all of them. */
  rewind(): void {
    this.#epoch = this.state?.checkpoint.epoch ?? 0;
    this.records.forEach((record, i) => record.rewind(this.state?.histories[i]));
  }
}
