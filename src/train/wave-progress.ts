import { waveWithModels, type WavePlan } from '../plan/wave-plan';
import type { ModelList } from '../spec';
import type { Model } from '../spec/types';
import type { Checkpoint } from './checkpoint';
import type { ModelRecord } from './model-record';
import type { WaveState } from './run-store';
import type { Segment } from './schedule';
import type { EpochResult } from './wave';

/** What the host knows of a wave in progress; it outlives the device. */
export class WaveProgress {
  /** Epochs that were trained. */
  #epoch = 0;

  constructor(
    /** What is trained, and until when. */
    readonly segment: Segment,
    public wave: WavePlan,
    /** In the wave's order, as the records are. */
    public models: readonly Model[],
    readonly records: readonly ModelRecord[],
    /** What it goes on from: the last checkpoint, with what was recorded until then. */
    public state: WaveState | null,
  ) {}

  get epoch(): number {
    return this.#epoch;
  }

  /** Epochs after which the segment ends: at a rung, or with the model that trains longest. */
  get until(): number {
    return Math.min(this.segment.until, this.models[0]!.setting.training.epochs);
  }

  /** Takes over changes that the settings of its models have got. */
  adopt(models: ModelList): void {
    this.wave = waveWithModels(this.wave, models);
    this.models = this.wave.models.map((model) => models.at(model)!);
  }

  /** Takes the next epoch in: one result for each model that still trains, in the wave's order. */
  add(results: readonly EpochResult[]): void {
    results.forEach((result, i) => this.records[i]!.addEpoch(result));
    this.#epoch++;
  }

  /** Remembers the state after the latest epoch. */
  mark(checkpoint: Checkpoint): WaveState {
    return (this.state = this.stateOf(checkpoint));
  }

  /** The state after the latest epoch, which the checkpoint was taken at. */
  stateOf(checkpoint: Checkpoint): WaveState {
    return { checkpoint, histories: this.records.map(({ history }) => history) };
  }

  /** Forgets the epochs after the checkpoint, or all of them. */
  rewind(): void {
    this.#epoch = this.state?.checkpoint.epoch ?? 0;
    this.records.forEach((record, i) => record.rewind(this.state?.histories[i]));
  }
}
