/** Whenever the power fails, what was said to be kept is there when it comes back, and the run goes on. */
import { expect, test, vi } from 'vitest';
import { seeded } from '../../bench/kill-loop.mjs';
import { nodeDirectory } from '../../src/journal/directory-node';
import { Journal } from '../../src/journal/journal';
import { claimRunDirectory, interruptedRun, reclaimRunDirectory } from '../../src/journal/run-directory-node';
import { EPOCHS, goOn, HEADER, progressOf, WAVES } from '../support/kept-run';
import { disk, PowerFailure } from '../support/volatile-fs';

vi.mock('node:fs/promises', async () => (await import('../support/volatile-fs')).volatileFileSystem);

const DIRECTORY = '/runs/mine';
/** Selections of what survives, for each change of the disk at which the power fails. */
const SELECTIONS = 20;

/** Trains from where the directory is; `kept` hears of each thing that is kept. */
async function train(kept?: () => void): Promise<number[]> {
  const begun = (await interruptedRun(DIRECTORY)) !== null;
  const journal = begun ? (await reclaimRunDirectory(DIRECTORY)).journal : await begin();
  return goOn(nodeDirectory(DIRECTORY), journal, kept);
}

async function begin(): Promise<Journal> {
  await claimRunDirectory(DIRECTORY);
  return Journal.begin(nodeDirectory(DIRECTORY), HEADER);
}

/** How far a run is that has kept so many things: of each wave its checkpoints, and then its results. */
const progressAfter = (kept: number): number =>
  EPOCHS * Math.floor(kept / (EPOCHS + 1)) + Math.min(EPOCHS, kept % (EPOCHS + 1));

test('at every change of the disk, with any selection of what was not flushed', async () => {
  disk.format();
  await train();
  const changes = disk.calls;
  expect(changes).toBeGreaterThan(80);
  const random = seeded(1);
  for (let failsAt = 1; failsAt <= changes; failsAt++) {
    for (let selection = 0; selection < SELECTIONS; selection++) {
      const place = `change ${failsAt}, selection ${selection}`;
      disk.format(failsAt);
      let kept = 0;
      await expect(
        train(() => kept++),
        place,
      ).rejects.toThrow(PowerFailure);
      disk.powerUp(random);
      expect(progressOf(await train()), place).toBeGreaterThanOrEqual(progressAfter(kept));
    }
  }
});

test('twice: also while it goes on after the first time', async () => {
  const random = seeded(2);
  for (let run = 0; run < 500; run++) {
    disk.format(1 + Math.floor(random() * 90));
    let kept = 0;
    await expect(train(() => kept++)).rejects.toThrow(PowerFailure);
    for (let again = 0; again < 2; again++) {
      disk.powerUp(random);
      disk.failsAt = 1 + Math.floor(random() * 40);
      await train().catch((error: unknown) => expect(error).toBeInstanceOf(PowerFailure));
    }
    disk.powerUp(random);
    expect(progressOf(await train())).toBeGreaterThanOrEqual(progressAfter(kept));
  }
  expect(WAVES).toHaveLength(2);
});
