import { ThetascapeError } from '../../src/errors';
import type { Run, Spec } from '../../src/index';
import { calibrate, estimateSeconds } from '../../src/train/calibrate';
import { isFramed, type TakenDevice } from '../device';
import { BUDGETS, estimate, estimateText, refusal } from '../experiment/estimate';
import { byId } from './elements';

/** A run that takes longer than so many seconds waits for a click. */
const LONGEST_BY_ITSELF = 20;

/** Says what a run will take before it is made, and refuses what the page cannot take. */
export class Forecast {
  readonly #line = byId('estimate', HTMLParagraphElement);
  #flopsPerSecond: number | null = null;
  #run: Run | null = null;

  /** Measures the device, so that times can be told. */
  async measure({ device }: TakenDevice): Promise<void> {
    this.#flopsPerSecond = await calibrate(device);
    this.#show();
  }

  planned(run: Run): void {
    this.#run = run;
    this.#show();
  }

  /** @throws ThetascapeError that says the largest size that fits, when the spec, or its run, does not */
  check({ adapter }: TakenDevice, spec: Spec, run: Run | null = null): void {
    const reason = refusal(spec, BUDGETS[adapter.software ? 'software' : 'hardware'], run?.plan);
    if (reason) throw new ThetascapeError(reason);
  }

  /** Whether the run may begin without a click: short, on a GPU, and seen by somebody who likes motion. */
  startsByItself({ adapter }: TakenDevice): boolean {
    const prefersStillness = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const seconds = this.#seconds ?? Infinity;
    return !adapter.software && seconds < LONGEST_BY_ITSELF && !document.hidden && !prefersStillness && !isFramed();
  }

  get #seconds(): number | null {
    if (!this.#run || this.#flopsPerSecond === null) return null;
    return estimateSeconds(this.#run.plan, this.#flopsPerSecond);
  }

  #show(): void {
    const seconds = this.#seconds;
    if (!this.#run || seconds === null) return;
    this.#line.textContent = estimateText(estimate(this.#run.spec, this.#run.plan, seconds));
  }
}
