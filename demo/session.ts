import { DeviceLostError } from '../src/gpu/lost';
import { createRun, type FileReader, type Plan, type Run, type Snapshot, type SpecInput } from '../src/index';
import type { Adjustment, Change } from '../src/spec';
import type { RunStore } from '../src/train/run-store';
import { DensityStore } from '../src/views/density-store';
import { LiveRun } from '../src/views/live-run';
import type { TakenDevice } from './device';
import type { Keeping, Start } from './kept/keeping';
import type { KeptRun } from './kept/kept-run';
import { SteadyDevice, type LossHandlers } from './steady-device';

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
  /** What the browser keeps of it from before. */
  kept: KeptRun | null;
}

export interface SessionHandlers extends Pick<LossHandlers, 'lost'> {
  planned(planned: Planned): void;
  trained(snapshot: Snapshot): void;
  phase(phase: Phase): void;
  /** There is another device. */
  recovered(taken: TakenDevice): void;
  /** What is planned is to be drawn on the device of the moment, where its store is new. Never rejects. */
  redraw(planned: Planned | null): Promise<void>;
  /** The first epoch that was trained after a loss of the device, or after an earlier tab had begun. */
  resumed(first: Snapshot, afterLoss: boolean): void;
}

const CHECKPOINT_SECONDS = 10;
/** Devices that may be lost with no epoch in between, until the training itself is taken for the cause. */
const MOST_LOSSES = 5;
/** Stochastic passes of the mean prediction that is drawn while it trains. */
export const PREDICTION_PASSES = 8;

/** Plans what is chosen and trains it on the page's device, which it replaces when it is lost. */
export class Session {
  readonly device: SteadyDevice;
  #input: SpecInput = {};
  #planned: Planned | null = null;
  /** Whether the pictures are still those of a device that was lost. */
  #isUndrawn = false;
  #phase: Phase = 'ready';
  #stop = new AbortController();
  /** Whether what is planned from now on leaves the device to other programs half of the time. */
  lowPriority = false;
  /** Ends with the training in progress. */
  #training: Promise<void> = Promise.resolve();
  #keeper: RunStore | null = null;
  /** Whether the latest training ended before its end without being asked to. */
  hasFailed = false;
  readonly #holds = new Set<Hold>();
  #release = (): void => {};

  constructor(
    taken: TakenDevice,
    private readonly files: FileReader,
    private readonly keeping: Keeping,
    private readonly handlers: SessionHandlers,
  ) {
    this.device = new SteadyDevice(taken, {
      lost: (why, seconds) => handlers.lost(why, seconds),
      recover: (replace) => this.#recover(replace),
    });
  }

  get taken(): TakenDevice {
    return this.device.taken;
  }

  get phase(): Phase {
    return this.#phase;
  }

  get planned(): Planned | null {
    return this.#planned;
  }

  /** Plans and shows what would be trained, once what is training has stopped. Throws ThetascapeError. */
  async plan(input: SpecInput): Promise<void> {
    this.stop();
    this.#input = input;
    await this.#training.catch(() => {});
    const stop = new AbortController();
    const run = await this.#create(input, stop.signal);
    const kept = await this.keeping.find(run);
    if (input !== this.#input) return;
    const before = this.#planned;
    const live = new LiveRun(run);
    this.#stop = stop;
    this.#planned = { run, live, store: this.#storeOf(run, live), kept };
    this.handlers.planned(this.#planned);
    before?.run.dispose();
    before?.store.dispose();
    this.#enter('ready');
  }

  /** The plan of what is not to be trained now. Throws ThetascapeError. */
  async planOf(input: SpecInput): Promise<Plan> {
    const run = await this.#create(input, AbortSignal.abort());
    run.dispose();
    return run.plan;
  }

  /**
   * Trains what is planned, until all is trained or {@link stop} was called. Throws ThetascapeError, a SweepHeldError
   * when another tab trains it.
   *
   * @returns the run, if it is complete
   */
  async train(start: Start): Promise<Run | null> {
    const planned = this.#planned;
    if (!planned || this.#phase !== 'ready') return null;
    this.#enter('training');
    this.hasFailed = true;
    this.#training = this.#keep(planned, start);
    await this.#training.finally(() => this.#enter('ended'));
    this.hasFailed = false;
    return this.#stop.signal.aborted ? null : planned.run;
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
    if (!this.#planned) return null;
    const change = this.#planned.run.change(adjustment);
    this.keeping.changed(this.#planned.run);
    return change;
  }

  #create(input: SpecInput, signal: AbortSignal): Promise<Run> {
    return createRun(input, {
      device: this.taken.device,
      files: this.files,
      live: {
        // the store is made of what the run turns out to be
        densities: { receive: (...densities) => this.#planned?.store.receive(...densities) },
        predictionPasses: PREDICTION_PASSES,
      },
      targetMilliseconds: this.device.targetMilliseconds,
      lowPriority: this.lowPriority,
      checkpointSeconds: CHECKPOINT_SECONDS,
      signal,
    });
  }

  /** Trains and keeps what comes of it. */
  async #keep(planned: Planned, start: Start): Promise<void> {
    const { run, kept } = planned;
    try {
      this.#keeper = await this.keeping.open(run, kept, start);
      await this.#conduct(planned, start === 'kept' && kept ? 'kept' : 'anew');
    } finally {
      void this.#redraw();
      this.#keeper = null;
      await this.keeping.close();
    }
  }

  /** @param losses devices that were lost since the last epoch */
  async #conduct(planned: Planned, start: Start, losses = 0): Promise<void> {
    const { run, live } = planned;
    const { device } = this.taken;
    let inARow = losses;
    try {
      if (start === 'kept') for await (const snapshot of run.revisit()) this.#show(live, snapshot);
      let isFirst = start === 'kept' || losses > 0;
      for await (const snapshot of run.train(this.#keeper)) {
        this.#show(live, snapshot);
        void this.#redraw();
        if (isFirst) this.handlers.resumed(snapshot, losses > 0);
        isFirst = false;
        inARow = 0;
        await this.#released();
      }
    } catch (error) {
      if (!(error instanceof DeviceLostError) || inARow === MOST_LOSSES) throw error;
      this.device.lose(device, error.message); // it may only hang, or return what nobody wrote
      await this.device.recovery;
      run.resumeOn(this.taken.device, { targetMilliseconds: this.device.targetMilliseconds });
      await this.#conduct(planned, start, inARow + 1);
    }
  }

  /** Shows what is planned on another device and, where it was training, goes on with it. */
  async #recover(replace: () => Promise<void>): Promise<void> {
    const wasTraining = this.#phase === 'training' || this.#phase === 'paused';
    if (wasTraining) this.#enter('recovering');
    await replace();
    if (this.#planned)
      this.#planned = { ...this.#planned, store: this.#storeOf(this.#planned.run, this.#planned.live) };
    this.handlers.recovered(this.taken);
    this.#isUndrawn = this.#phase !== 'ended';
    if (wasTraining) this.#enter(this.#holds.size > 0 ? 'paused' : 'training');
    // where it trains the first epoch comes first: a device that compiles for both keeps both waiting
    if (this.#phase !== 'training') await this.#redraw();
    if (this.#phase === 'ready') await this.plan(this.#input);
  }

  /** Draws what is planned on the device of the moment, unless it does. */
  async #redraw(): Promise<void> {
    const isUndrawn = this.#isUndrawn;
    this.#isUndrawn = false;
    if (isUndrawn) await this.handlers.redraw(this.#planned);
  }

  #storeOf({ models, densityGrid }: Run, { initial, models: trained }: LiveRun): DensityStore {
    const epochs = Math.max(...trained.map(({ model }) => model.setting.training.epochs));
    const store = new DensityStore(this.taken.device, { models: models.length, epochs, grid: densityGrid });
    store.begin(
      Float32Array.from(initial.log),
      trained.map((model) => model.epochs),
    );
    return store;
  }

  #show(live: LiveRun, snapshot: Snapshot): void {
    live.add(snapshot);
    this.handlers.trained(snapshot);
  }

  async #released(): Promise<void> {
    // who pauses may close the tab; a device that is lost here is heard of in the next epoch
    if (this.#holds.size > 0) await this.#planned?.run.keep().catch(() => {});
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
