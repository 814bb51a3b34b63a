import { EXIT } from './exit-codes';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first signal aborts, so that what has been trained can be written; a second one ends the process. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #handler = (): void => {
    if (this.#controller.signal.aborted) void this.abandon().finally(() => process.exit(EXIT.interrupted));
    else this.#controller.abort();
  };

  /** `abandon` tidies up before the process ends at once. */
  constructor(private readonly abandon: () => Promise<void>) {
    for (const signal of SIGNALS) process.on(signal, this.#handler);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    for (const signal of SIGNALS) process.off(signal, this.#handler);
  }
}
