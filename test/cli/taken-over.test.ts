/** A process that was stopped for so long that another machine took its directory over leaves it alone. */
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ensureBuilt } from '../support/build';
import { folder, start, TINY } from '../support/cli';

/** Hours of training. */
const LONG = { ...TINY, training: { epochs: 1_000_000, batchSize: 4 } };

await ensureBuilt();

test('it ends with a sentence and exit code 3, and the other one goes on there', async () => {
  const work = folder({ 'long.json': LONG });
  const [run, lock] = [join(work, 'run'), join(work, 'run', 'lock-1')];
  const first = start(['run', 'long.json', '--json', '--out', 'run'], work);
  await once(first.process.stdout!, 'data');
  // as it looks from another machine once its holder has not been seen for long
  const holder = JSON.parse(readFileSync(lock, 'utf8'));
  writeFileSync(lock, JSON.stringify({ ...holder, host: 'elsewhere' }));
  utimesSync(lock, new Date(0), new Date(0));
  const second = start(['resume', 'run', '--json'], work);
  await once(second.process.stdout!, 'data');
  expect([existsSync(lock), existsSync(join(run, 'lock-2'))]).toEqual([false, true]);
  process.kill(holder.pid, 'SIGCONT');
  const { code, stderr } = await first.outcome;
  expect([code, stderr]).toEqual([
    3,
    'thetascape: Another run took "run" over while this one was stopped: it goes on there.\n',
  ]);
  // what the first one leaves behind is the other one's
  await setTimeout(200);
  expect(['lock-2', 'journal.ndjson', 'manifest.json'].map((file) => existsSync(join(run, file)))).toEqual([
    true,
    true,
    true,
  ]);
  second.process.kill('SIGINT');
  expect((await second.outcome).code).toBe(130);
  expect(JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8'))).toMatchObject({ status: 'partial' });
});
