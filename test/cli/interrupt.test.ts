/** Ctrl-C: once for a readable partial run, twice to stop at once; nothing half-written and nothing lost either way. */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ensureBuilt } from '../support/build';
import { folder, readTable, start, TINY, type Started } from '../support/cli';

/** Hours of training. */
const LONG = { ...TINY, training: { epochs: 1_000_000, batchSize: 4 } };

await ensureBuilt();

function startLong(...flags: string[]): { work: string; started: Started } {
  const work = folder({ 'long.json': LONG });
  return { work, started: start(['run', 'long.json', '--json', '--out', 'run', ...flags], work) };
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s writes what has been trained', async (signal) => {
  const { work, started } = startLong('--set', 'regularization.dropout=0.5');
  await once(started.process.stdout!, 'data');
  started.process.kill(signal);
  const { code, stdout, stderr } = await started.outcome;
  expect([code, stderr]).toEqual([
    130,
    'stopping after this epoch; Ctrl-C again stops at once\n' +
      'thetascape: The run is interrupted; go on with "thetascape resume run".\n',
  ]);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.at(-1)).toEqual({ report: join('run', 'report.html'), complete: false });
  const manifest = JSON.parse(readFileSync(join(work, 'run', 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({
    status: 'partial',
    complete: false,
    timings: { modelSteps: lines.at(-2).modelSteps },
  });
  for (const { path } of manifest.files) expect(existsSync(join(work, 'run', path)), path).toBe(true);
  const losses = readTable(join(work, 'run', 'losses.csv'));
  expect(losses).toHaveLength(2 * lines.at(-2).epoch);
  expect(losses.every(({ train }) => typeof train === 'number')).toBe(true);
});

test('a second signal stops at once and leaves nothing', async () => {
  const { work, started } = startLong('--set', 'data.points=20000');
  await once(started.process.stdout!, 'data');
  started.process.kill('SIGINT');
  started.process.kill('SIGTERM'); // two signals of one kind may arrive as one
  const { code } = await started.outcome;
  expect(code).toBe(130);
  expect(existsSync(join(work, 'run'))).toBe(false);
});

test('a signal before the first epoch leaves nothing', async () => {
  const { work, started } = startLong();
  while (!existsSync(join(work, 'run', 'manifest.json'))) await setTimeout(1);
  started.process.kill('SIGINT');
  const { code, stderr } = await started.outcome;
  expect(code).toBe(130);
  expect(stderr).toContain('thetascape: Stopped before the first epoch; nothing was written.\n');
  expect(existsSync(join(work, 'run'))).toBe(false);
});
