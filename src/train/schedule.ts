import type { WavePlan } from '../plan/wave-plan';
import type { KeptModels } from './kept-models';
import type { KeptRung, WaveState } from './run-store';
import type { Sweep } from './sweep';
import type { WaveProgress } from './wave-progress';

/** Models that are trained together, from one epoch to another. */
export interface Segment {
  /** Number of the segment; that of its wave in the plan, where every model is trained to its end at once. */
  index: number;
  wave: WavePlan;
  /** Epochs that it ends after, where some of its models do not end before. */
  until: number;
  /** Where its models go on from; null at the beginning. */
  state: WaveState | null;
}

export interface Verdict extends Omit<KeptRung, 'state'> {
  /** Positions, in the wave, of the models that go on. */
  positions: number[];
}

/** The order in which the models of a sweep are trained. */
export interface Schedule {
  /** Optimizer steps that it will take in all. */
  readonly modelSteps: number;
  /** Of those, steps of models that wait to go on. */
  readonly waitingSteps: number;
  /** Null when all is trained. */
  next(): Segment | null;
  /** Models that wait to go on; null when none does. */
  waiting(): Segment | null;
  /** Whether models are compared after so many epochs. */
  isRung(epochs: number): boolean;
  /** Which models go on after a segment that has been trained to its end; null when all of them end there. */
  judge(progress: WaveProgress): Verdict | null;
  /** Whether models wait that have been trained for more epochs than so many. */
  isWaitingBeyond(epoch: number): boolean;
  /** Takes over those that go on. */
  continue(rung: KeptRung): void;
}

/** Trains one wave of the plan after the other, each to its end. */
export class Waves implements Schedule {
  readonly waitingSteps = 0;
  #next = 0;

  constructor(
    private readonly sweep: Sweep,
    private readonly kept: KeptModels,
  ) {}

  get modelSteps(): number {
    return this.sweep.plan.modelSteps;
  }

  next(): Segment | null {
    const { plan, members } = this.sweep;
    while (this.#next < plan.waves.length) {
      const index = this.#next++;
      const wave = this.kept.leftOf(plan.waves[index]!, members);
      if (wave) return { index, wave, until: Infinity, state: null };
    }
    return null;
  }

  waiting(): null {
    return null;
  }

  isRung(): boolean {
    return false;
  }

  judge(): null {
    return null;
  }

  isWaitingBeyond(): boolean {
    return false;
  }

  continue(): void {}
}
