import { createRun, type Run, type Snapshot, type SpecInput } from '../src/index';
import { LiveRun } from '../src/views/live-run';
import type { TakenDevice } from './device';

export interface SessionHandlers {
  planned(run: Run, live: LiveRun): void;
  trained(run: Run, snapshot: Snapshot, live: LiveRun): void;
  ended(run: Run): void;
}

/** GPU submissions of this length leave room for drawing in between; software adapters have no such short ones. */
const TARGET_MILLISECONDS = { hardware: 8, software: 100 };

/** Plans what is chosen and trains it, on the page's device. */
export class Session {
  #stop = new AbortController();
  #latest: SpecInput | null = null;

  constructor(
    private readonly taken: TakenDevice,
    private readonly handlers: SessionHandlers,
  ) {}

  /** Shows what would be trained; null when another plan was asked for meanwhile. Throws ThetascapeError. */
  async plan(input: SpecInput): Promise<{ run: Run; live: LiveRun } | null> {
    this.#latest = input;
    this.#stop = new AbortController();
    const { device, adapter } = this.taken;
    const run = await createRun(input, {
      device,
      density: true,
      targetMilliseconds: TARGET_MILLISECONDS[adapter.software ? 'software' : 'hardware'],
      signal: this.#stop.signal,
    });
    if (input !== this.#latest) return null;
    const live = new LiveRun(run.spec, run.models);
    this.handlers.planned(run, live);
    return { run, live };
  }

  /** Plans and trains; resolves when all is trained or {@link stop} was called. Throws ThetascapeError. */
  async train(input: SpecInput): Promise<void> {
    const planned = await this.plan(input);
    if (!planned) return;
    const { run, live } = planned;
    for await (const snapshot of run.train()) {
      live.add(snapshot);
      this.handlers.trained(run, snapshot, live);
    }
    this.handlers.ended(run);
    run.dispose();
  }

  /** Ends the training after the epoch in progress. */
  stop(): void {
    this.#stop.abort();
  }
}
