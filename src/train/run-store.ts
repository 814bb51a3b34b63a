import type { ModelResult } from '../metrics/types';
import type { Ranges } from '../ranges';
import type { Checkpoint } from './checkpoint';
import type { TrainingHistory } from './model-record';

/** A wave in progress: the state of the device, and what was recorded of each model until then, in the wave's order. */
export interface WaveState {
  checkpoint: Checkpoint;
  histories: TrainingHistory[];
}

/**
 * Where a run leaves what is to outlive its process, and finds what an earlier process left. It knows models by their
 * places in the plan's order, of which those of a wave follow one another.
 */
export interface RunStore {
  /** Models that are trained to their end and kept. */
  readonly finished: { has(place: number): boolean };
  /** Whether it keeps predictions, which take evaluations of their own. */
  readonly predictions: boolean;
  /** Seconds that all that is kept took to train. */
  readonly seconds: number;
  /** The last state that was kept of a wave of these models, or null. */
  checkpointOf(places: Ranges): Promise<WaveState | null>;
  keepCheckpoint(places: Ranges, state: WaveState, seconds: number): Promise<void>;
  /** Takes the results of a wave over, which the run then forgets. */
  keepResults(places: Ranges, results: readonly ModelResult[], seconds: number): Promise<void>;
}
