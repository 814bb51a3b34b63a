/** What becomes of a run directory that something has damaged: it is noticed, or nothing has changed. */
import assert from 'node:assert/strict';
import { ThetascapeError } from '../../src/errors';
import { DirectoryStore } from '../../src/journal/directory-store';
import { Journal } from '../../src/journal/journal';
import { damaged, type Random } from '../fuzz/mutation';
import { checkFiles, filesOf, goOn, HEADER, placesOf, stateAt, WAVES } from '../support/kept-run';
import { MemoryDirectory } from '../support/memory-directory';

/** How often damage was told, or changed nothing that is read. */
export interface Damage {
  told: number;
  harmless: number;
}

/** A run with a wave that is finished and one that has two checkpoints. */
async function interrupted(): Promise<MemoryDirectory> {
  const directory = new MemoryDirectory();
  const store = await DirectoryStore.open(directory, await Journal.begin(directory, HEADER), filesOf);
  const [first, second] = [WAVES[0]!, WAVES[1]!];
  await store.keepResults(placesOf(first), first, 1);
  for (const epoch of [1, 2]) await store.keepCheckpoint(placesOf(second), stateAt(epoch), epoch);
  return directory;
}

/** Damages one file of an interrupted run so many times; throws at the first damage that is neither told nor harmless. */
export async function damageFiles(times: number, random: Random): Promise<Damage> {
  const { files } = await interrupted();
  const paths = [...files.keys()];
  const counts = { told: 0, harmless: 0 };
  for (let i = 0; i < times; i++) {
    const path = paths[Math.floor(random() * paths.length)]!;
    const bytes = new Uint8Array(damaged(files.get(path)!, random));
    const directory = new MemoryDirectory(new Map([...files, [path, bytes]]));
    counts[(await isTold(directory)) ? 'told' : 'harmless']++;
    // now and then to the end: what is missing is trained again
    if (i % 100 === 0) await finish(directory);
  }
  return counts;
}

/** Whether less is there than was kept; throws when anything else is. */
async function isTold(directory: MemoryDirectory): Promise<boolean> {
  const journal = await open(directory);
  if (!journal) return true;
  const store = await DirectoryStore.open(directory, journal, filesOf);
  await checkFiles(store);
  const state = await store.checkpointOf(placesOf(WAVES[1]!));
  if (state) assert.deepEqual(state, stateAt(state.checkpoint.epoch));
  return journal.cut > 0 || store.damaged.length > 0 || state?.checkpoint.epoch !== 2;
}

async function finish(directory: MemoryDirectory): Promise<void> {
  const journal = await open(directory);
  if (journal) await goOn(directory, journal);
}

async function open(directory: MemoryDirectory): Promise<Journal | null> {
  try {
    return await Journal.open(directory);
  } catch (error) {
    if (error instanceof ThetascapeError) return null;
    throw error;
  }
}
