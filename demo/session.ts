import { ThetascapeError } from '../src/errors';
import { DeviceLostError } from '../src/gpu/device';
import { createRun, type FileReader, type Run, type Snapshot, type SpecInput } from '../src/index';
import type { Adjustment, Change } from '../src/spec';
import { DensityStore } from '../src/views/density-store';
import { LiveRun } from '../src/views/live-run';
import { retakeDevice, type TakenDevice } from './device';

/** `ready`: planned, and nothing trained yet. */
export type Phase = 'ready' | 'training' | 'paused' | 'recovering' | 'ended';

/** Who holds a training back: the visitor, or the browser because nobody sees the tab. */
export type Hold = 'visitor' | 'hidden';

/** What is trained, with all that the views draw of it. */
export interface Planned {
  run: Run;
  live: LiveRun;
  /** Densities on the device of the moment: another one after a recovery. */
  store: DensityStore;
}

export interface SessionHandlers {
  planned(planned: Planned): void;
  trained(snapshot: Snapshot): void;
  phase(phase: Phase): void;
  /** The device was lost, and no other was found yet when `seconds` says how long it is until the next try. */
  lost(why: string, seconds: number): void;
  /** There is another device, and an empty store on it. */
  recovered(taken: TakenDevice, planned: Planned | null): Promise<void>;
}

/** GPU submissions of this length leave room for drawing in between; software adapters have no such short ones. */
const TARGET_MILLISECONDS = { hardware: 8, software: 100 };
const CHECKPOINT_SECONDS = 10;
/** Stochastic passes of the mean prediction that is drawn while it trains. */
const PREDICTION_PASSES = 8;

/** Plans what is chosen and trains it on the page's device, which it replaces when it is lost. */
export class Session {
  #taken: TakenDevice;
  #input: SpecInput = {};
  #planned: Planned | null = null;
  #phase: Phase = 'ready';
  #stop = new AbortController();
  #giveUp = new AbortController();
  #losses = 0;
  /** Resolves once a lost device is replaced. */
  #recovery: Promise<void> = Promise.resolve();
  readonly #holds = new Set<Hold>();
  #release = (): void => {};

  constructor(
    taken: TakenDevice,
    private readonly files: FileReader,
    private readonly handlers: SessionHandlers,
  ) {
    this.#taken = taken;
    this.#watch(taken.device);
  }

  get taken(): TakenDevice {
    return this.#taken;
  }

  get phase(): Phase {
    return this.#phase;
  }

  get planned(): Planned | null {
    return this.#planned;
  }

  /** Plans and shows what would be trained; what is training is stopped. Throws ThetascapeError. */
  async plan(input: SpecInput): Promise<void> {
    this.stop();
    this.#input = input;
    const stop = new AbortController();
    const run = await createRun(input, {
      device: this.#taken.device,
      files: this.files,
      live: {
        // the store is made of what the run turns out to be
        densities: { receive: (...densities) => this.#planned?.store.receive(...densities) },
        predictionPasses: PREDICTION_PASSES,
      },
      targetMilliseconds: this.#targetMilliseconds,
      checkpointSeconds: CHECKPOINT_SECONDS,
      signal: stop.signal,
    });
    if (input !== this.#input) return;
    const before = this.#planned;
    this.#stop = stop;
    this.#planned = { run, live: new LiveRun(run), store: this.#storeOf(run) };
    this.handlers.planned(this.#planned);
    before?.run.dispose();
    before?.store.dispose();
    this.#enter('ready');
  }

  /** Trains what is planned; resolves when all is trained or {@link stop} was called. Throws ThetascapeError. */
  async train(): Promise<void> {
    const planned = this.#planned;
    if (!planned || this.#phase !== 'ready') return;
    this.#enter('training');
    try {
      while (!(await this.#conduct(planned))) await this.#resume(planned);
    } finally {
      if (planned.run === this.#planned?.run) this.#enter('ended');
    }
  }

  /** Holds the training back after the epoch in progress. */
  hold(by: Hold): void {
    this.#holds.add(by);
    if (this.#phase === 'training') this.#enter('paused');
  }

  release(by: Hold): void {
    this.#holds.delete(by);
    if (this.#holds.size > 0) return;
    if (this.#phase === 'paused') this.#enter('training');
    this.#release();
  }

  /** Ends the training after the epoch in progress. */
  stop(): void {
    this.#stop.abort();
    this.release('visitor');
  }

  /** Changes a number in all models, after the epoch in progress. Throws ThetascapeError. */
  change(adjustment: Adjustment): Change | null {
    return this.#planned?.run.change(adjustment) ?? null;
  }

  /** Looks for no other device any more. */
  giveUp(): void {
    this.#giveUp.abort();
  }

  /** @returns false when the device was lost on the way */
  async #conduct({ run, live }: Planned): Promise<boolean> {
    try {
      for await (const snapshot of run.train()) {
        if (run !== this.#planned?.run) return true;
        live.add(snapshot);
        this.handlers.trained(snapshot);
        await this.#released();
      }
      return true;
    } catch (error) {
      if (error instanceof DeviceLostError) return false;
      throw error;
    }
  }

  async #resume({ run }: Planned): Promise<void> {
    await this.#recovery;
    run.resumeOn(this.#taken.device, { targetMilliseconds: this.#targetMilliseconds });
    this.#enter(this.#holds.size > 0 ? 'paused' : 'training');
  }

  /** From the second loss on submissions are halved: long ones may be what the browser takes the device away for. */
  get #targetMilliseconds(): number {
    const { software } = this.#taken.adapter;
    return TARGET_MILLISECONDS[software ? 'software' : 'hardware'] / 2 ** Math.max(0, this.#losses - 1);
  }

  #watch(device: GPUDevice): void {
    void device.lost.then(({ message }) => {
      this.#losses++;
      this.#recovery = this.#recover(message.split('\n')[0]?.trim() || 'no reason was given');
      // whoever trains hears of it; without a training there is nobody to tell
      this.#recovery.catch(() => {});
    });
  }

  async #recover(why: string): Promise<void> {
    const wasTraining = this.#phase === 'training' || this.#phase === 'paused';
    if (wasTraining) this.#enter('recovering');
    this.handlers.lost(why, 0);
    this.#giveUp = new AbortController();
    const { signal } = this.#giveUp;
    this.#taken = await retakeDevice((seconds) => this.handlers.lost(why, seconds), signal).catch((error: unknown) => {
      throw signal.aborted
        ? new ThetascapeError(`The GPU was lost (${why}), and the search for another ended.`)
        : error;
    });
    this.#watch(this.#taken.device);
    if (this.#planned) this.#planned = { ...this.#planned, store: this.#storeOf(this.#planned.run) };
    await this.handlers.recovered(this.#taken, this.#planned);
    if (this.#phase === 'ready') await this.plan(this.#input);
  }

  #storeOf({ models, densityGrid }: Run): DensityStore {
    const epochs = Math.max(...models.map(({ setting }) => setting.training.epochs));
    return new DensityStore(this.#taken.device, { models: models.length, epochs, grid: densityGrid });
  }

  async #released(): Promise<void> {
    while (this.#holds.size > 0) {
      await new Promise<void>((resolve) => {
        this.#release = resolve;
      });
    }
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.handlers.phase(phase);
  }
}
