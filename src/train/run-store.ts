import type { ModelResult } from '../metrics/types';
import type { Ranges } from '../ranges';
import type { Checkpoint } from './checkpoint';
import type { TrainingHistory } from './model-record';

/** A wave in progress: the state of the device, and what was recorded of each model until then, in the wave's order. */
export interface WaveState {
  checkpoint: Checkpoint;
  histories: TrainingHistory[];
}

/** What was decided at a rung of successive halving about the models of a segment. */
export interface KeptRung {
  /** Epochs of the rung. */
  epoch: number;
  /** Number of the group in the plan that they belong to. */
  group: number;
  /** Validation losses of the models that were compared, NaN where they diverged. */
  losses: Float64Array;
  /** Of each of them, with which others it is compared. */
  pools: Float64Array;
  /** Places of the models that go on, and their states; null when none of them waits there any more. */
  goingOn: number[];
  state: WaveState | null;
  /** Places of the models of the segment that end there. */
  done: Ranges;
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
  /** The rungs that were kept, in their order. */
  rungs(): Promise<KeptRung[]>;
  /**
   * Takes over what a segment came to at a rung.
   *
   * @param places of the segment
   * @param results of the models that end there
   */
  keepRung(places: Ranges, results: readonly ModelResult[], rung: KeptRung, seconds: number): Promise<void>;
}
