import type { ModelResult } from '../metrics/types';
import { RangeSet, toRanges, type Ranges } from '../ranges';
import type { KeptRung, RunStore, WaveState } from '../train/run-store';
import { sha256 as sha256Of, type Directory } from './directory';
import type { Journal } from './journal';
import { DamagedError } from './packed';
import { filesIn, type JournalFile, type JournalRecord } from './records';
import { RungStates } from './rung-states';
import { packDecided, packState, unpackDecided, unpackState } from './wave-files';

/** The folder of a run directory with the files that the journal names. */
export const WAVES = 'waves';
/** Of a wave in progress; the one before stands in for one that cannot be read. */
const KEPT_CHECKPOINTS = 2;

type Kept<T extends JournalRecord['record']> = Extract<JournalRecord, { record: T }>;

/** What is kept of the results of a wave: files, each by a name that tells it from those of other waves. */
export type FilesOf = (results: readonly ModelResult[]) => { name: string; pieces: Iterable<Uint8Array> }[];

/** A run's results and checkpoints as files, each named in the journal once it is whole. */
export class DirectoryStore implements RunStore {
  readonly finished = new RangeSet();
  /** Is called when something is on the disk. */
  onKept: () => void = () => {};
  /** Of models that are trained to their end, or stopped at a rung. */
  #ended: (Kept<'wave'> | Kept<'rung'>)[] = [];
  #states = new RungStates();

  private constructor(
    private readonly directory: Directory,
    private readonly journal: Journal,
    private readonly filesOf: FilesOf,
    /** Files that were named in the journal but are missing or damaged; their models are trained again. */
    readonly damaged: string[],
  ) {}

  /**
   * Checks the files that the journal names, and removes those that it does not.
   *
   * @param filesOf what is kept of a wave
   */
  static async open(directory: Directory, journal: Journal, filesOf: FilesOf): Promise<DirectoryStore> {
    const store = new DirectoryStore(directory, journal, filesOf, []);
    for (const record of journal.records) {
      if (record.record !== 'wave' && record.record !== 'rung') continue;
      const damaged = await store.#damagedOf(record.files);
      if (damaged.length === 0) store.#adopt(record);
      store.damaged.push(...damaged);
      await store.#passOn(record.models);
      if (record.record === 'rung') await store.#recall(record);
    }
    await directory.explained(store.#sweep());
    return store;
  }

  get predictions(): boolean {
    return !this.journal.header.keeps.rowsOnly;
  }

  get seconds(): number {
    return this.journal.records.findLast((record) => 'seconds' in record)?.seconds ?? 0;
  }

  async checkpointOf(places: Ranges): Promise<WaveState | null> {
    for (const { file } of this.#checkpoints(places).toReversed()) {
      const bytes = await this.#read(file);
      if (bytes) return unpackState(bytes);
    }
    return null;
  }

  async keepCheckpoint(places: Ranges, state: WaveState, seconds: number): Promise<void> {
    const { epoch } = state.checkpoint;
    const file = await this.#write(`state-${places[0]![0]}-${epoch}.bin`, packState(state));
    await this.#append({ record: 'checkpoint', models: mutable(places), epoch, file, seconds });
    for (const old of this.#checkpoints(places).slice(0, -KEPT_CHECKPOINTS)) await this.directory.remove(old.file.path);
  }

  async keepResults(places: Ranges, results: readonly ModelResult[], seconds: number): Promise<void> {
    const files = await this.#writeResults(results);
    const wave: Kept<'wave'> = { record: 'wave', models: mutable(places), files, seconds };
    await this.#append(wave);
    await this.#hasEnded(places, wave);
  }

  rungs(): Promise<KeptRung[]> {
    return this.#states.rungs((file) => this.#read(file));
  }

  async keepRung(places: Ranges, results: readonly ModelResult[], rung: KeptRung, seconds: number): Promise<void> {
    const name = `${places[0]![0]}-${rung.epoch}.bin`;
    const files = await this.#writeResults(results);
    const decided = await this.#write(`decided-${name}`, packDecided(rung));
    const state = rung.state && (await this.#write(`members-${name}`, packState(rung.state)));
    const record: Kept<'rung'> = { record: 'rung', models: mutable(rung.done), files, decided, state, seconds };
    await this.#append(record);
    await this.#hasEnded(places, record);
    this.#states.add(rung.goingOn, state);
  }

  async #writeResults(results: readonly ModelResult[]): Promise<JournalFile[]> {
    const files: JournalFile[] = [];
    if (results.length === 0) return files;
    for (const { name, pieces } of this.filesOf(results)) files.push(await this.#write(name, pieces));
    return files;
  }

  /** Forgets what the models of a segment began from. */
  async #hasEnded(places: Ranges, record: Kept<'wave'> | Kept<'rung'>): Promise<void> {
    for (const old of this.#checkpoints(places)) await this.directory.remove(old.file.path);
    await this.#passOn(places);
    this.#adopt(record);
  }

  async #passOn(places: Ranges): Promise<void> {
    for (const file of this.#states.passOn(places)) await this.directory.remove(file.path);
  }

  /** Takes in what was decided at a rung; its models do not wait at earlier ones any more. */
  async #recall({ models, decided, state }: Kept<'rung'>): Promise<void> {
    const bytes = await this.#read(decided);
    if (!bytes) {
      this.damaged.push(decided.path);
      return;
    }
    const rung = { ...unpackDecided(bytes), done: models };
    await this.#passOn(toRanges(rung.goingOn));
    this.#states.recall(rung, state);
  }

  /** The files of all models that are trained to their end, one after another. */
  async *files(): AsyncGenerator<{ file: JournalFile; bytes: Uint8Array }> {
    for (const file of this.#ended.flatMap(({ files }) => files)) {
      const bytes = await this.#read(file);
      if (!bytes) throw new DamagedError(`${file.path} was whole when it was written and is not any more`);
      yield { file, bytes };
    }
  }

  #adopt(record: Kept<'wave'> | Kept<'rung'>): void {
    this.#ended.push(record);
    this.finished.add(record.models);
  }

  /** Of the wave of these models, oldest first; none that another adapter made. */
  #checkpoints(places: Ranges): Kept<'checkpoint'>[] {
    const { records } = this.journal;
    const wanted = JSON.stringify(places);
    return records
      .slice(records.findLastIndex(({ record }) => record === 'maker') + 1)
      .filter((record) => record.record === 'checkpoint')
      .filter((record) => JSON.stringify(record.models) === wanted);
  }

  async #damagedOf(files: readonly JournalFile[]): Promise<string[]> {
    const damaged: string[] = [];
    for (const file of files) if (!(await this.#read(file))) damaged.push(file.path);
    return damaged;
  }

  async #write(name: string, pieces: Iterable<Uint8Array>): Promise<JournalFile> {
    const path = `${WAVES}/${name}`;
    return { path, ...(await this.directory.explained(this.directory.write(path, pieces))) };
  }

  async #append(record: JournalRecord): Promise<void> {
    await this.directory.explained(this.journal.append(record));
    this.onKept();
  }

  /** The bytes of a file, or null when they are not those that were written. */
  async #read({ path, bytes, sha256 }: JournalFile): Promise<Uint8Array<ArrayBuffer> | null> {
    const content = await this.directory.read(path);
    return content?.length === bytes && (await sha256Of(content)) === sha256 ? content : null;
  }

  async #sweep(): Promise<void> {
    const named = new Set(this.journal.records.flatMap(filesIn).map(({ path }) => path));
    const files = (await this.directory.list(WAVES)).map((file) => `${WAVES}/${file}`);
    for (const file of files) if (!named.has(file)) await this.directory.remove(file);
  }
}

const mutable = (places: Ranges): [number, number][] => places.map(([first, last]) => [first, last]);
