import { explained } from '../../src/journal/directory-opfs';
import { DirectoryStore } from '../../src/journal/directory-store';
import { Journal } from '../../src/journal/journal';
import { resultFiles } from '../../src/journal/wave-files';
import type { ModelResult } from '../../src/metrics/types';
import type { Run } from '../../src/index';
import type { Ranges } from '../../src/ranges';
import { specDocument } from '../../src/spec';
import type { KeptRung, RunStore, WaveState } from '../../src/train/run-store';
import { sentenceOf } from '../shell/sentence-of';
import { pageHeader, pageMaker } from './kept-run';
import { removeRun } from './kept-runs';
import { workerDirectory } from './worker-directory';

export interface KeeperHandlers {
  /** Something more is where it outlives the tab. */
  kept(): void;
  /** Nothing more is kept, for this reason. The training goes on. */
  failed(why: string): void;
}

/** Keeps a run while it trains, beside the training, which neither waits for it nor ends when it fails. */
export class Keeper implements RunStore {
  /** Ends when all is written that was handed over. */
  #writing: Promise<void> = Promise.resolve();
  /** The newest state that is still to be written; older ones, and that of a segment that has ended, are not worth it any more. */
  #state: (() => Promise<void>) | null = null;
  #hasFailed = false;

  private constructor(
    readonly id: string,
    private readonly journal: Journal,
    private readonly store: DirectoryStore,
    private readonly handlers: KeeperHandlers,
  ) {}

  /** Keeps a run from its beginning on, in place of what was kept under this id. Throws ThetascapeError. */
  static async begin(id: string, run: Run, handlers: KeeperHandlers): Promise<Keeper> {
    await explained(removeRun(id));
    const directory = workerDirectory(id);
    const journal = await explained(Journal.begin(directory, pageHeader(run)));
    return new Keeper(id, journal, await DirectoryStore.open(directory, journal, resultFiles(false)), handlers);
  }

  /** Goes on with what is kept. Throws ThetascapeError when it is gone. */
  static async goOn(id: string, run: Run, handlers: KeeperHandlers): Promise<Keeper> {
    const directory = workerDirectory(id);
    const journal = await explained(Journal.open(directory));
    if (!journal) return Keeper.begin(id, run, handlers);
    const maker = pageMaker(run);
    const before = journal.records.findLast((record) => record.record === 'maker')?.maker ?? journal.header.maker;
    if (JSON.stringify(before) !== JSON.stringify(maker)) await journal.append({ record: 'maker', maker });
    return new Keeper(id, journal, await DirectoryStore.open(directory, journal, resultFiles(false)), handlers);
  }

  /** Whether nothing more is kept. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  get finished(): RunStore['finished'] {
    return this.store.finished;
  }

  get predictions(): boolean {
    return this.store.predictions;
  }

  get seconds(): number {
    return this.store.seconds;
  }

  checkpointOf(places: Ranges): Promise<WaveState | null> {
    return this.store.checkpointOf(places);
  }

  async keepCheckpoint(places: Ranges, state: WaveState, seconds: number): Promise<void> {
    this.#state = () => this.store.keepCheckpoint(places, state, seconds);
    this.#write(async () => {
      const newest = this.#state;
      this.#state = null;
      await newest?.();
    });
  }

  async keepResults(places: Ranges, results: readonly ModelResult[], seconds: number): Promise<void> {
    this.#state = null;
    this.#write(() => this.store.keepResults(places, results, seconds));
  }

  rungs(): Promise<KeptRung[]> {
    return this.store.rungs();
  }

  async keepRung(...rung: Parameters<RunStore['keepRung']>): Promise<void> {
    this.#state = null;
    this.#write(() => this.store.keepRung(...rung));
  }

  /** The run has changed: from here on this is what is trained. */
  changed({ spec }: Run): void {
    this.#write(() => this.journal.append({ record: 'spec', spec: specDocument(spec) }));
  }

  /** Does something between two writes. */
  async between<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#writing.then(work);
    this.#writing = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  async close(): Promise<void> {
    this.#write(() => this.journal.close());
    await this.#writing;
  }

  #write(work: () => Promise<void>): void {
    this.#writing = this.#writing.then(async () => {
      if (this.#hasFailed) return;
      try {
        await explained(work());
        this.handlers.kept();
      } catch (error) {
        this.#hasFailed = true;
        this.handlers.failed(sentenceOf(error));
      }
    });
  }
}
