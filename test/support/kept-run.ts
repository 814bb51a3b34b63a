/** A run that trains nothing: what it keeps, and how it goes on from what is kept. */
import assert from 'node:assert/strict';
import type { Directory } from '../../src/journal/directory';
import { DirectoryStore, type FilesOf } from '../../src/journal/directory-store';
import type { Journal } from '../../src/journal/journal';
import type { JournalHeader } from '../../src/journal/records';
import { packResults } from '../../src/journal/wave-files';
import { toRanges, type Ranges } from '../../src/ranges';
import type { WaveState } from '../../src/train/run-store';
import { tableRun } from '../report/fixture';

const results = tableRun().models.map((result) => ({
  ...result,
  weights: result.weights.subarray(0, 9),
  stepLoss: result.stepLoss.subarray(0, 9),
}));
export const WAVES = [results.slice(0, 2), results.slice(2, 3)];
export const EPOCHS = 3;

export const HEADER: JournalHeader = {
  journal: 1,
  maker: { thetascape: '0', commit: null, webgpu: '0', adapter: {}, kernels: [] },
  data: '',
  spec: {},
  models: 3,
  command: null,
  keeps: { stepLosses: true, rowsOnly: false, weights: false },
};

export const filesOf: FilesOf = (wave) => [
  { name: `results-${wave[0]!.model.index}.bin`, pieces: packResults(wave, true) },
];
/** The files of a run that nothing happens to. */
const WHOLE = WAVES.map((wave) => Buffer.concat(packResults(wave, true)));

export const stateAt = (epoch: number): WaveState => ({
  checkpoint: { epoch, tick: 7 * epoch, state: [Uint8Array.of(epoch, 2, 3).buffer], bytes: 3 },
  histories: [],
});

/** Does what is not done yet, with a checkpoint after every epoch; `kept` hears of each thing that is kept. */
export async function goOn(directory: Directory, journal: Journal, kept = (): void => {}): Promise<number[]> {
  const store = await DirectoryStore.open(directory, journal, filesOf);
  store.onKept = kept;
  const resumedAt: number[] = [];
  for (const wave of WAVES) {
    const places = placesOf(wave);
    if (wave.every(({ model }) => store.finished.has(model.index))) continue;
    const state = await store.checkpointOf(places);
    resumedAt.push(state?.checkpoint.epoch ?? 0);
    if (state) assert.deepEqual(state, stateAt(state.checkpoint.epoch));
    for (let epoch = resumedAt.at(-1)! + 1; epoch <= EPOCHS; epoch++) {
      await store.keepCheckpoint(places, stateAt(epoch), epoch);
    }
    await store.keepResults(places, wave, EPOCHS);
  }
  await checkFiles(store);
  await journal.close();
  return resumedAt;
}

/** How far a run was that went on at these epochs: in epochs of waves. */
export const progressOf = (resumedAt: readonly number[]): number =>
  EPOCHS * (WAVES.length - resumedAt.length) + (resumedAt[0] ?? 0);

export const placesOf = (wave: (typeof WAVES)[number]): Ranges => toRanges(wave.map(({ model }) => model.index));

/** The files of finished waves are those of a run that nothing happened to. */
export async function checkFiles(store: DirectoryStore): Promise<void> {
  const finished = WAVES.flatMap((wave, i) => (store.finished.has(wave[0]!.model.index) ? [WHOLE[i]!] : []));
  const files: Uint8Array[] = [];
  for await (const { bytes } of store.files()) files.push(bytes);
  assert.equal(files.length, finished.length);
  for (const [i, file] of files.entries()) assert.ok(finished[i]!.equals(file), 'other results');
}
