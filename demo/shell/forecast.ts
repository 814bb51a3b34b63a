import { ThetascapeError } from '../../src/errors';
import type { Plan, Run, Spec } from '../../src/index';
import { calibrate, estimateSeconds } from '../../src/train/calibrate';
import { isFramed, type TakenDevice } from '../device';
import { BUDGETS, estimate, estimateText, refusal } from '../experiment/estimate';
import { byId } from './elements';

/** A run that takes longer than so many seconds waits for a click. */
const LONGEST_BY_ITSELF = 20;

/** Says what a run will take before it is made, and refuses what the page cannot take. */
export class Forecast {
  readonly #line = byId('estimate', HTMLParagraphElement);
  /** Waited for by all that tells a time. */
  readonly #flopsPerSecond = Promise.withResolvers<number>();
  #run: Run | null = null;

  /** Measures the device, so that times can be told. */
  async measure({ device }: TakenDevice): Promise<void> {
    this.#flopsPerSecond.resolve(await calibrate(device));
  }

  planned(run: Run): void {
    this.#run = run;
    void this.textOf(run.spec, run.plan).then((text) => {
      if (run === this.#run) this.#line.textContent = text;
    });
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
    return (await this.#secondsOf(plan)) < LONGEST_BY_ITSELF;
  }

  async #secondsOf(plan: Plan): Promise<number> {
    return estimateSeconds(plan, await this.#flopsPerSecond.promise);
  }
}
