/** Whichever call of the file system a process dies at, another one finds what was kept, whole, and goes on. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { nodeDirectory } from '../../src/journal/directory-node';
import { DirectoryStore, type FilesOf } from '../../src/journal/directory-store';
import { Journal } from '../../src/journal/journal';
import type { JournalHeader } from '../../src/journal/records';
import { explained } from '../../src/journal/refusals-node';
import { claimRunDirectory, interruptedRun, reclaimRunDirectory } from '../../src/journal/run-directory-node';
import { packResults } from '../../src/journal/wave-files';
import type { WaveState } from '../../src/train/run-store';
import { toRanges } from '../../src/ranges';
import { tableRun } from '../report/fixture';
import { Crash, failing } from '../support/failing-fs';

vi.mock(import('node:fs/promises'), async (original) => {
  const { failingFileSystem } = await import('../support/failing-fs');
  return failingFileSystem(await original());
});

const root = mkdtempSync(join(tmpdir(), 'thetascape-crash-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const results = tableRun().models.map((result) => ({ ...result, weights: result.weights.subarray(0, 9) }));
const waves = [results.slice(0, 2), results.slice(2, 3)];
/** The files of a run that nothing happens to. */
const whole = waves.map((wave) => Buffer.concat(packResults(wave, true)));
const header: JournalHeader = {
  journal: 1,
  maker: { thetascape: '0', commit: null, webgpu: '0', adapter: {}, kernels: [] },
  data: '',
  spec: {},
  models: 3,
  command: null,
  keeps: { stepLosses: true, rowsOnly: false, weights: false },
};
const filesOf: FilesOf = (wave) => [{ name: `results-${wave[0]!.model.index}.bin`, pieces: packResults(wave, true) }];
const stateAt = (epoch: number): WaveState => ({
  checkpoint: { epoch, tick: 7 * epoch, state: [Uint8Array.of(epoch, 2, 3).buffer], bytes: 3 },
  histories: [],
});
const EPOCHS = 3;

/** What a run does: goes on where the directory is, with a checkpoint after every epoch. */
async function train(directory: string): Promise<{ resumedAt: number[] }> {
  const begun = (await interruptedRun(directory)) !== null;
  const journal = begun ? (await reclaimRunDirectory(directory)).journal : await begin(directory);
  const store = await DirectoryStore.open(nodeDirectory(directory), journal, filesOf);
  const resumedAt: number[] = [];
  for (const wave of waves) {
    const models = wave.map(({ model }) => model.index);
    if (models.every((model) => store.finished.has(model))) continue;
    const places = toRanges(models);
    const kept = await store.checkpointOf(places);
    resumedAt.push(kept?.checkpoint.epoch ?? 0);
    if (kept) expect(kept).toEqual(stateAt(kept.checkpoint.epoch));
    for (let epoch = resumedAt.at(-1)! + 1; epoch <= EPOCHS; epoch++) {
      await store.keepCheckpoint(places, stateAt(epoch), epoch);
    }
    await store.keepResults(places, wave, EPOCHS);
  }
  const files: Buffer[] = [];
  for await (const { bytes } of store.files()) files.push(Buffer.from(bytes));
  expect(files.map((file, i) => file.equals(whole[i]!))).toEqual(waves.map(() => true));
  await journal.close();
  return { resumedAt };
}

async function begin(directory: string): Promise<Journal> {
  await claimRunDirectory(directory);
  return explained(directory, Journal.begin(nodeDirectory(directory), header));
}

/** A process that has died holds no lock; this one lives on. */
function unlock(directory: string): void {
  const locks = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /lock-\d+$/.test(file));
  for (const lock of locks) if (lock.startsWith(directory.slice(root.length + 1))) rmSync(join(root, lock));
}

async function callsOf(directory: string): Promise<number> {
  await failing.reset();
  await train(directory);
  return failing.calls;
}

test('a crash at every call loses at most the checkpoint that was being written', async () => {
  const calls = await callsOf(join(root, 'whole'));
  expect(calls).toBeGreaterThan(50);
  let furthest = 0;
  for (let at = 1; at <= calls; at++) {
    const directory = join(root, `crash-${at}`);
    await failing.reset(at);
    await expect(train(directory), `call ${at}`).rejects.toThrow(Crash);
    await failing.reset();
    unlock(directory);
    const { resumedAt } = await train(directory);
    const progress = EPOCHS * (waves.length - resumedAt.length) + (resumedAt[0] ?? 0);
    expect(progress, `after call ${at}`).toBeGreaterThanOrEqual(furthest);
    furthest = progress;
  }
  expect(furthest).toBe(EPOCHS * waves.length);
});

test('a disk that is full from any call on is told in one sentence, and the run goes on when there is room', async () => {
  const calls = await callsOf(join(root, 'roomy'));
  for (let at = 1; at <= calls; at++) {
    const directory = join(root, `full-${at}`);
    await failing.reset(at, true);
    const told = train(directory).catch(String);
    // the last calls only free room
    if (at < calls - 8) expect(await told, `call ${at}`).toContain('cannot be written: the disk is full');
    else await told;
    await failing.reset();
    unlock(directory);
    await train(directory);
  }
});
