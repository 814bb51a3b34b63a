/** A disk that is full, read-only or out of quota: one sentence, nothing lost, and on with it when there is room. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { hashes } from '../../bench/kill-loop.mjs';
import { ensureBuilt } from '../support/build';
import { folder, thetascape, TINY } from '../support/cli';

/** Four waves. */
const SPEC = {
  ...TINY,
  axes: undefined,
  sweeps: [3, 4, 5, 6].map((units) => ({ name: `units-${units}`, set: { 'network.hidden': [units] } })),
};
const MEGABYTES = 16;

await ensureBuilt();
const work = folder({ 'spec.json': SPEC });
const disk = join(work, 'disk');
mkdirSync(disk);
const mount = (...args: string[]): boolean => spawnSync('mount', [...args, disk]).status === 0;
const isMounted = mount('-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'tmpfs');
afterAll(() => void (isMounted && spawnSync('umount', ['--lazy', disk])));
if (!isMounted) console.warn('Nothing was tried on a disk of a few megabytes: only root may mount one.');

await thetascape(['run', 'spec.json', '--out', 'undisturbed'], work);
/** Leaves so many kilobytes free. */
function fill(kilobytes: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), new Uint8Array(bavail * bsize - 1024 * kilobytes));
}

const refusal = (out: string, reason: string, advice: string): string =>
  `thetascape: The directory "${out}" cannot be written: ${reason}; ${advice}.`;
const goOn = (out: string): string => `mend that and go on with "thetascape resume ${out}"`;
const lastLine = (text: string): string => text.trim().split('\n').at(-1)!;

async function expectResumed(out: string): Promise<void> {
  const { code, stderr } = await thetascape(['resume', out], work);
  expect(code, stderr).toBe(0);
  expect(hashes(join(work, out))).toEqual(hashes(join(work, 'undisturbed')));
  rmSync(join(work, out), { recursive: true });
}

describe.skipIf(!isMounted)('a disk', () => {
  afterEach(() => rmSync(join(disk, 'filler'), { force: true }));

  // for the results of some waves, of all of them, and for a part of the report
  test.each([36, 48, 200])('with %i kB left, where a run is written', async (kilobytes) => {
    const out = `disk/full-${kilobytes}`;
    fill(kilobytes);
    const { code, stderr } = await thetascape(['run', 'spec.json', '--out', out], work);
    expect([code, lastLine(stderr)]).toEqual([1, refusal(out, 'the disk is full', goOn(out))]);
    const again = await thetascape(['resume', out], work);
    expect(again.code).not.toBe(0);
    expect(lastLine(again.stderr)).toBe(refusal(out, 'the disk is full', goOn(out)));
    rmSync(join(disk, 'filler'));
    await expectResumed(out);
  });

  test('that is full, where a run begins', async () => {
    fill(0);
    const { code, stderr, stdout } = await thetascape(['run', 'spec.json', '--out', 'disk/none'], work);
    rmSync(join(disk, 'filler'));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`${refusal('disk/none', 'the disk is full', 'name another one with --out')}\n`);
    expect(readdirSync(disk)).not.toContain('none');
  });

  test('that is read-only, where a run begins or goes on', async () => {
    const out = 'disk/read-only';
    fill(48);
    await thetascape(['run', 'spec.json', '--out', out], work);
    rmSync(join(disk, 'filler'));
    mount('-o', 'remount,ro');
    for (const args of [
      ['run', 'spec.json', '--out', 'disk/none'],
      ['resume', out],
    ]) {
      const { code, stderr } = await thetascape(args, work);
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/ cannot be written: the file system is read-only; .+\.\n$/),
      ]);
    }
    mount('-o', 'remount,rw');
    await expectResumed(out);
  });
});
