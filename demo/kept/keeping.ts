import { dataChecksum } from '../../src/journal/data-checksum';
import type { ArchivedFile } from '../../src/journal/tar';
import type { Run } from '../../src/index';
import { specDocument } from '../../src/spec';
import { sentenceOf } from '../shell/sentence-of';
import { Keeper, type KeeperHandlers } from './keeper';
import { fingerprintOf, isWhole, type KeptRun } from './kept-run';
import { filesOf, keptRunOf, keptRuns, mark, resultsOf } from './kept-runs';
import { filesInMemory } from './memory-directory';
import { noRoomFor } from './room';
import { holdSweep } from './sweep-lock';

/** Whether a training goes on with what is kept of it, or begins at its beginning. */
export type Start = 'kept' | 'anew';

/** Keeps what trains in the browser, as far as the browser lets it. */
export class Keeping {
  #keeper: Keeper | null = null;
  #release = (): void => {};

  constructor(private readonly handlers: KeeperHandlers) {}

  /** What is kept of the models of a run, or null. */
  async find(run: Run): Promise<KeptRun | null> {
    return keptRunOf(specDocument(run.spec), dataChecksum(run.datasets));
  }

  /**
   * Begins to keep a run, or goes on. What is kept whole stays as it is: it would be the same.
   *
   * @returns what the run is to hand its results to, or null when nothing is to be kept
   * @throws SweepHeldError when another tab trains it
   */
  async open(run: Run, kept: KeptRun | null, start: Start): Promise<Keeper | null> {
    const id = kept?.id ?? (await fingerprintOf(specDocument(run.spec), dataChecksum(run.datasets)));
    this.#release = await holdSweep(id);
    if (kept && start === 'kept') run.adopt(await resultsOf(kept));
    if (kept && isWhole(kept)) return null;
    try {
      if (kept && start === 'kept') return (this.#keeper = await Keeper.goOn(id, run, this.handlers));
      const why = await noRoomFor(run);
      if (why === null) this.#keeper = await Keeper.begin(id, run, this.handlers);
      else this.handlers.failed(`The browser does not keep this run: ${why}.`);
      mark((await keptRuns()).length + 1);
    } catch (error) {
      this.handlers.failed(sentenceOf(error));
    }
    return this.#keeper;
  }

  changed(run: Run): void {
    this.#keeper?.changed(run);
  }

  /** Ends the keeping, once all is written. */
  async close(): Promise<void> {
    await this.#keeper?.close();
    this.#keeper = null;
    this.#release();
    this.#release = () => {};
  }

  /** Files of the directory of a run: as it is kept, or else with what of it is in memory. */
  async filesOf(run: Run): Promise<ArchivedFile[]> {
    const keeper = this.#keeper;
    if (keeper) return keeper.hasFailed ? filesInMemory(run) : keeper.between(() => filesOf(keeper.id));
    const kept = await this.find(run);
    return kept && kept.finished >= run.results().models.length ? filesOf(kept.id) : filesInMemory(run);
  }
}
