import type { ModelResult } from '../metrics/types';
import type { Checkpoint } from './checkpoint';
import type { TrainingHistory } from './model-record';

/** A wave in progress: the state of the device, and what was recorded of each model until then, in the wave's order. */
export interface WaveState {
  checkpoint: Checkpoint;
  histories: TrainingHistory[];
}

/** Where a run leaves what is to outlive its process, and finds what an earlier process left. */
export interface RunStore {
  /** Models that are trained to their end and kept. */
  readonly finished: ReadonlySet<number>;
  /** Seconds that all that is kept took to train. */
  readonly seconds: number;
  /** The last state that was kept of a wave of these models, or null. */
  checkpointOf(models: readonly number[]): Promise<WaveState | null>;
  keepCheckpoint(models: readonly number[], state: WaveState, seconds: number): Promise<void>;
  /** Takes the results of a wave over, which the run then forgets. */
  keepResults(results: readonly ModelResult[], seconds: number): Promise<void>;
}
