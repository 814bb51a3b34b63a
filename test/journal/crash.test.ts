/** Whichever call of the file system a process dies at, another one finds what was kept, whole, and goes on. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { nodeDirectory } from '../../src/journal/directory-node';
import { Journal } from '../../src/journal/journal';
import { explained } from '../../src/journal/refusals-node';
import { claimRunDirectory, interruptedRun, reclaimRunDirectory } from '../../src/journal/run-directory-node';
import { Crash, failing } from '../support/failing-fs';
import { EPOCHS, goOn, HEADER, progressOf, WAVES } from '../support/kept-run';

vi.mock(import('node:fs/promises'), async (original) => {
  const { failingFileSystem } = await import('../support/failing-fs');
  return failingFileSystem(await original());
});

const root = mkdtempSync(join(tmpdir(), 'thetascape-crash-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What a run does: goes on where the directory is. */
async function train(directory: string): Promise<number[]> {
  const begun = (await interruptedRun(directory)) !== null;
  const journal = begun ? (await reclaimRunDirectory(directory)).journal : await begin(directory);
  return goOn(nodeDirectory(directory), journal);
}

async function begin(directory: string): Promise<Journal> {
  await claimRunDirectory(directory);
  return explained(directory, Journal.begin(nodeDirectory(directory), HEADER));
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
    const progress = progressOf(await train(directory));
    expect(progress, `after call ${at}`).toBeGreaterThanOrEqual(furthest);
    furthest = progress;
  }
  expect(furthest).toBe(EPOCHS * WAVES.length);
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
