import type { Plan, Snapshot } from '../../src/index';
import { estimateSeconds, type Speed } from '../../src/train/calibrate';

/** What is left of a run: its estimate, corrected by how long its epochs took instead. */
export class TimeLeft {
  readonly #total: number;
  /** Seconds estimated and taken when the first epoch was over, which compiles. */
  #first: { estimated: number; taken: number } | null = null;

  /**
   * @param livePasses stochastic passes of the predictions that are watched
   * @param isHalved whether models stop at rungs, so that its waves are not those of the plan
   */
  constructor(
    private readonly plan: Plan,
    private readonly speed: Speed,
    private readonly livePasses: number,
    private readonly isHalved: boolean,
  ) {
    this.#total = estimateSeconds(plan, speed, livePasses);
  }

  /** Seconds; null before two epochs have shown how fast it is. */
  after(snapshot: Snapshot): number | null {
    const { seconds: taken, modelSteps, totalModelSteps } = snapshot;
    const estimated = this.isHalved
      ? (this.#total * modelSteps) / totalModelSteps
      : estimateSeconds(this.plan, this.speed, this.livePasses, snapshot);
    this.#first ??= { estimated, taken };
    const share = (taken - this.#first.taken) / (estimated - this.#first.estimated);
    const isKnown = modelSteps < totalModelSteps && Number.isFinite(share) && share > 0;
    return isKnown ? share * (this.#total - estimated) : null;
  }
}
