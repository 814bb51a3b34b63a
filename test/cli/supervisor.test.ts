/** A GPU that fails takes its process along and no work: the supervisor starts another one, and gives up in the end. */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { hashes } from '../../bench/kill-loop.mjs';
import { packageRoot } from '../../scripts/folders.mjs';
import { ensureBuilt } from '../support/build';
import { folder, start, thetascape, TINY } from '../support/cli';

const SPEC = {
  ...TINY,
  training: { epochs: 4, batchSize: 4 },
  axes: undefined,
  sweeps: [3, 4].map((units) => ({ name: `units-${units}`, set: { 'network.hidden': [units] } })),
};

await ensureBuilt();
const work = folder({ 'spec.json': SPEC });
const undisturbed = await thetascape(['run', 'spec.json', '--out', 'undisturbed'], work);

interface Fault {
  submission: number;
  children: number;
}

const NEVER: Fault = { submission: -1, children: 1 };
/** Milliseconds after which a test's child is taken for hung. */
const PATIENCE = 1500;

const sabotaged = (kind: string, fault: Fault) => ({
  NODE_OPTIONS: `--import=${join(packageRoot, 'test', 'support', 'fault.mjs')}`,
  THETASCAPE_TEST_FAULT: JSON.stringify({ kind, patience: PATIENCE, ...fault }),
});

const runWith = (kind: string, out: string, fault: Fault) =>
  thetascape(['run', 'spec.json', '--out', out], work, sabotaged(kind, fault));

describe.each([
  ['hangs the process', 'was not heard of for 2 s'],
  ['is never done', 'was not heard of for 2 s'],
  ['crashes the process', 'was ended by SIGABRT'],
  ['loses the device', 'lost its GPU'],
  ['reads as zeros', 'lost its GPU'],
])('a GPU that %s', (kind, trouble) => {
  test('in the second wave costs a restart, and not a bit', async () => {
    expect(undisturbed.code, undisturbed.stderr).toBe(0);
    const out = kind.replaceAll(' ', '-');
    const { code, stderr } = await runWith(kind, out, { submission: 40, children: 1 });
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`thetascape: The training process ${trouble}; going on from what is kept (try 2 of 3).\n`);
    expect(stderr).toContain('wave 2/2');
    expect(hashes(join(work, out))).toEqual(hashes(join(work, 'undisturbed')));
  });
});

test('a GPU that fails at every try is given up, and the run goes on when it is mended', async () => {
  const { code, stderr, stdout } = await runWith('crashes the process', 'given-up', { submission: 3, children: 99 });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr.trim().split('\n').at(-1)).toBe(
    'thetascape: Gave up in wave 1 of 2 after 3 tries in which nothing more was trained: the training process was ended ' +
      'by SIGABRT; close other programs that use the GPU, or go on later with "thetascape resume given-up".',
  );
  const resumed = await thetascape(['resume', 'given-up'], work);
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(hashes(join(work, 'given-up'))).toEqual(hashes(join(work, 'undisturbed')));
  expect(readdirSync(join(work, 'given-up'))).not.toContain('waves');
});

test.skipIf(process.platform === 'win32')('a run that Ctrl-Z stopped for a while is not taken for hung', async () => {
  const args = ['run', 'spec.json', '--out', 'stopped', '--set', 'training.epochs=300', '--json'];
  const { process: command, outcome } = start(args, work, sabotaged('crashes the process', NEVER), { detached: true });
  await once(command.stdout!, 'data'); // the first epoch, so that it trains now
  process.kill(-command.pid!, 'SIGSTOP');
  await sleep(2 * PATIENCE);
  process.kill(-command.pid!, 'SIGCONT');
  const { code, stderr } = await outcome;
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain('was not heard of');
});
