import { EXIT } from './exit-codes';
import { onStop } from './supervision';

/** The first signal aborts, so that what has been trained can be written; a second one ends the process. */
export class Interruption {
  readonly #controller = new AbortController();

  /** `abandon` tidies up before the process ends at once. */
  constructor(abandon: () => Promise<void>) {
    onStop(() => {
      if (this.#controller.signal.aborted) void abandon().finally(() => process.exit(EXIT.interrupted));
      else this.#controller.abort();
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }
}
