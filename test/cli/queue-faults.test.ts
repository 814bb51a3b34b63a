/** Workers that are stopped beyond their lease, and a Redis that goes away: every shard once in the result all the same. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, type TestContext } from 'vitest';
import { hashes } from '../../bench/kill-loop.mjs';
import type { Submission } from '../../src/cli/queue/submit-jobs';
import { ensureBuilt } from '../support/build';
import { folder, start, thetascape, TINY, type Started } from '../support/cli';
import { startLastingRedis, type RedisServer } from '../support/redis';

/** Two waves, of one model each in each of two shards, long enough to be met in the middle. */
const SPEC = {
  ...TINY,
  training: { epochs: 300, batchSize: 4 },
  axes: undefined,
  sweeps: [3, 4].map((units) => ({ name: `units-${units}`, set: { 'network.hidden': [units] } })),
  seeds: 2,
};
/** Milliseconds of a stop that a lease of 10 s does not outlast, and of a stop of Redis. */
const [STOP, AWAY] = [17_000, 4000];

await ensureBuilt();
const work = folder({ 'spec.json': SPEC });
const whole = await thetascape(['run', 'spec.json', '--out', 'whole'], work);

async function submit(queue: string): Promise<Submission> {
  const { code, stdout, stderr } = await thetascape(
    ['submit', 'spec.json', '--queue', queue, '--json', '--shards', '2'],
    work,
  );
  expect(code, stderr).toBe(0);
  const submission: Submission = JSON.parse(stdout);
  return submission;
}

/** In a process group of its own, with all that it starts. */
function startWorker(queue: string, out: string, { onTestFinished }: TestContext): Started {
  const worker = start(['worker', '--queue', queue, '--out', out, '--burst'], work, {}, { detached: true });
  onTestFinished(() => {
    if (worker.process.exitCode === null) process.kill(-worker.process.pid!, 'SIGKILL');
  });
  return worker;
}

async function startQueue({ onTestFinished }: TestContext): Promise<RedisServer> {
  const redis = await startLastingRedis();
  onTestFinished(redis.kill);
  return redis;
}

/** Resolves when the worker has said it. */
function hasSaid({ process: { stderr } }: Started, text: string): Promise<void> {
  let said = '';
  return new Promise((done) => {
    stderr!.on('data', (piece) => {
      said += String(piece);
      if (said.includes(text)) done();
    });
  });
}

async function expectWhole(queue: string, out: string): Promise<void> {
  expect((await submit(queue)).states).toEqual({ waiting: 0, training: 0, done: 2, failed: 0 });
  const shards = readdirSync(join(work, out)).map((name) => join(out, name));
  expect(shards).toHaveLength(2);
  const { code, stderr } = await thetascape(['merge', ...shards, '--out', `merged-${out}`], work);
  expect(code, stderr).toBe(0);
  expect(hashes(join(work, `merged-${out}`))).toEqual(hashes(join(work, 'whole')));
}

describe.concurrent('a shard is written once', { timeout: 300_000 }, () => {
  test.for([
    { what: 'alone, while what it had started goes on', signalled: (pid: number) => pid, out: 'alone' },
    { what: 'with all that it had started', signalled: (pid: number) => -pid, out: 'group' },
  ])('when a worker is stopped for longer than its lease, $what', async ({ signalled, out }, context) => {
    expect(whole.code, whole.stderr).toBe(0);
    const { address } = await startQueue(context);
    await submit(address);
    const stopped = startWorker(address, out, context);
    await hasSaid(stopped, ' begins');
    await hasSaid(stopped, 'wave 1/2');
    const { pid } = stopped.process;
    process.kill(signalled(pid!), 'SIGSTOP');
    const other = startWorker(address, out, context);
    await sleep(STOP);
    process.kill(signalled(pid!), 'SIGCONT');
    const outcomes = await Promise.all([stopped.outcome, other.outcome]);
    expect(
      outcomes.map(({ code }) => code),
      outcomes.map(({ stderr }) => stderr).join('\n---\n'),
    ).toEqual([0, 0]);
    expect(outcomes[0].stderr).toContain("is another worker's now: this one was not heard of for 10 s");
    expect(outcomes[1].stderr).toContain('has lost its worker, and waits for another one');
    await expectWhole(address, out);
  });

  test('when Redis is killed and started again with its data', async (context) => {
    const redis = await startQueue(context);
    await submit(redis.address);
    const worker = startWorker(redis.address, 'redis', context);
    await hasSaid(worker, 'wave 1/2');
    await redis.kill();
    await sleep(AWAY);
    await redis.start();
    const { code, stderr } = await worker.outcome;
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(`Redis at ${redis.address} is gone; trying until it is back`);
    expect(stderr).toContain(`Redis at ${redis.address} is back.`);
    expect(stderr).not.toContain('ECONN');
    await expectWhole(redis.address, 'redis');
  });
});
