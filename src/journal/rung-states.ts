import { inRanges, type Ranges } from '../ranges';
import type { KeptRung } from '../train/run-store';
import type { JournalFile } from './records';
import { unpackState } from './wave-files';

/** The files with the states of models that wait at rungs. */
export class RungStates {
  #waiting: { file: JournalFile; places: Set<number> }[] = [];
  /** What was decided before this process began, until it is asked for. */
  #recalled: { decided: Omit<KeptRung, 'state'>; file: JournalFile | null }[] = [];

  recall(decided: Omit<KeptRung, 'state'>, file: JournalFile | null): void {
    this.#recalled.push({ decided, file });
    this.add(decided.goingOn, file);
  }

  /** @param file with the states of the models at these places */
  add(places: readonly number[], file: JournalFile | null): void {
    if (file) this.#waiting.push({ file, places: new Set(places) });
  }

  /** Models have gone on from where they waited; returns the files that nobody waits for any more. */
  passOn(places: Ranges): JournalFile[] {
    const all = inRanges(places);
    for (const rung of this.#waiting) for (const place of all) rung.places.delete(place);
    const done = this.#waiting.filter((rung) => rung.places.size === 0);
    this.#waiting = this.#waiting.filter((rung) => rung.places.size > 0);
    return done.map(({ file }) => file);
  }

  /** What was decided, with the states of those that wait, as far as they can be read; forgotten here. */
  async rungs(read: (file: JournalFile) => Promise<Uint8Array | null>): Promise<KeptRung[]> {
    const rungs: KeptRung[] = [];
    for (const { decided, file } of this.#recalled.splice(0)) {
      const bytes = file && (await read(file));
      rungs.push({ ...decided, state: bytes ? unpackState(bytes) : null });
    }
    return rungs;
  }
}
