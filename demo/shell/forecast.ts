import { ThetascapeError } from '../../src/errors';
import type { Plan, Run, Snapshot, Spec } from '../../src/index';
import { estimateSeconds, type Speed } from '../../src/train/calibrate';
import { isFramed, type TakenDevice } from '../device';
import { BUDGETS, estimate, estimateText, refusal } from '../experiment/estimate';
import { TimeLeft } from '../experiment/time-left';
import { PREDICTION_PASSES } from '../session';
import { byId } from './elements';
import type { Attempt } from './notices';

/** A run that takes longer than so many seconds waits for a click. */
const LONGEST_BY_ITSELF = 20;

/** Says what a run will take before it is made, and refuses what the page cannot take. */
export class Forecast {
  readonly #line = byId('estimate', HTMLParagraphElement);
  /** How the device is measured, once it may be. */
  readonly #measure = Promise.withResolvers<() => Promise<Speed>>();
  #speed: Speed | null = null;
  #measuring: Promise<void> | null = null;
  #run: Run | null = null;
  #left: TimeLeft | null = null;

  constructor(private readonly attempt: Attempt) {}

  /** From now on times are told: the device is measured for the first of them, and where that fails for the next. */
  begin(measure: () => Promise<Speed>): void {
    this.#measure.resolve(measure);
  }

  planned(run: Run): void {
    this.#run = run;
    this.#left = null;
    void this.textOf(run.spec, run.plan).then((text) => {
      if (run === this.#run) this.#line.textContent = text;
    });
  }

  /** Seconds that are left of what was planned, as its epochs have shown; null before they have. */
  leftAfter(snapshot: Snapshot): number | null {
    if (!this.#run || !this.#speed) return null;
    this.#left ??= new TimeLeft(this.#run.plan, this.#speed, PREDICTION_PASSES, this.#run.spec.halving !== undefined);
    return this.#left.after(snapshot);
  }

  /** What training a plan takes, once the device is measured. */
  async textOf(spec: Spec, plan: Plan): Promise<string> {
    return estimateText(estimate(spec, plan, await this.#secondsOf(plan)));
  }

  /** @throws ThetascapeError that says the largest size that fits, when the spec, or its plan, does not */
  check({ adapter }: TakenDevice, spec: Spec, plan: Plan | null = null): void {
    const reason = refusal(spec, BUDGETS[adapter.software ? 'software' : 'hardware'], plan);
    if (reason) throw new ThetascapeError(reason);
  }

  /** Whether the run may begin without a click: short, on a GPU, and seen by somebody who likes motion. */
  async startsByItself({ adapter }: TakenDevice, { plan }: Run): Promise<boolean> {
    const prefersStillness = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (adapter.software || document.hidden || prefersStillness || isFramed()) return false;
    const seconds = await this.#secondsOf(plan);
    return seconds !== null && seconds < LONGEST_BY_ITSELF;
  }

  /** Null where the device could not be measured. */
  async #secondsOf(plan: Plan): Promise<number | null> {
    const measure = await this.#measure.promise;
    if (!this.#speed) {
      this.#measuring ??= this.attempt(async () => {
        this.#speed = await measure();
      }).finally(() => (this.#measuring = null));
      await this.#measuring;
    }
    return this.#speed && estimateSeconds(plan, this.#speed, PREDICTION_PASSES);
  }
}
