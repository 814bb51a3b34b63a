/** Workers train what is queued, each shard once, whatever becomes of them. */
import { Queue } from 'bullmq';
import Redis from 'ioredis';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hashes } from '../../bench/kill-loop.mjs';
import { shardJobs } from '../../src/cli/queue/jobs';
import type { Submission } from '../../src/cli/queue/submit-jobs';
import { resolve } from '../../src/spec';
import { ensureBuilt } from '../support/build';
import { folder, start, thetascape, TINY, type Started } from '../support/cli';
import { startRedis } from '../support/redis';

/** Three waves of six models, two of them in each of three shards. */
const SPEC = {
  ...TINY,
  training: { epochs: 20, batchSize: 4 },
  axes: undefined,
  sweeps: [3, 4, 5].map((units) => ({
    name: `units-${units}`,
    set: { 'network.hidden': [units] },
    axes: [{ path: 'regularization.l2Penalty', values: [0, 0.1] }],
  })),
  seeds: 3,
};

await ensureBuilt();
const server = await startRedis();
const work = folder({ 'spec.json': SPEC, 'small.json': TINY });
const whole = await thetascape(['run', 'spec.json', '--out', 'whole'], work);

/** Each test has a database of its own. */
let databases = 0;
const emptyQueue = (): string => `${server}/${++databases}`;

const submit = async (queue: string, spec: string, ...flags: string[]): Promise<Submission> => {
  const { code, stdout, stderr } = await thetascape(['submit', spec, '--queue', queue, '--json', ...flags], work);
  expect(code, stderr).toBe(0);
  const submission: Submission = JSON.parse(stdout);
  return submission;
};

const startWorker = (queue: string, out: string): Started =>
  start(['worker', '--queue', queue, '--out', out, '--burst'], work);

/** Resolves when the worker has said it. */
async function hasSaid({ process }: Started, text: string): Promise<void> {
  let said = '';
  for await (const piece of process.stderr!.iterator({ destroyOnReturn: false })) {
    said += String(piece);
    if (said.includes(text)) return;
  }
  throw new Error(`The worker ended without "${text}":\n${said}`);
}

const shardsIn = (...folders: string[]): string[] =>
  folders.flatMap((name) =>
    readdirSync(join(work, name))
      .filter((entry) => /-of-\d+$/.test(entry))
      .map((entry) => join(name, entry)),
  );

async function expectWhole(out: string, shards: readonly string[]): Promise<void> {
  const { code, stderr } = await thetascape(['merge', ...shards, '--out', out], work);
  expect(code, stderr).toBe(0);
  expect(hashes(join(work, out))).toEqual(hashes(join(work, 'whole')));
}

/** Workers of several tests share two cores. */
const PATIENCE = { timeout: 300_000 };

describe.concurrent('a worker that is killed in its second wave', PATIENCE, () => {
  test('leaves its shard to another one, which goes on with it on a shared disk', async () => {
    expect(whole.code, whole.stderr).toBe(0);
    const queue = emptyQueue();
    const { sweep } = await submit(queue, 'spec.json', '--shards', '3');
    const [killed, other] = [startWorker(queue, 'shared'), startWorker(queue, 'shared')];
    await hasSaid(killed, 'wave 2/3');
    killed.process.kill('SIGKILL');
    const [{ stderr: said }, { code, stderr }] = await Promise.all([killed.outcome, other.outcome]);
    expect(code, stderr).toBe(0);
    const shard = /(\S+) begins/.exec(said)![1]!;
    expect(stderr).toContain(`${shard} has lost its worker`);
    const [, resumed] = stderr.split(`${shard} begins`);
    expect(resumed).toContain(`${shard} is done`);
    expect(resumed!.split(`${shard} is done`)[0]).not.toContain('wave 1/3');
    expect(await submit(queue, 'spec.json', '--shards', '3')).toMatchObject({
      sweep,
      added: 0,
      states: { waiting: 0, training: 0, done: 3, failed: 0 },
      places: [{ directory: join(work, 'shared') }],
    });
    await expectWhole('merged-shared', shardsIn('shared'));
  });

  test('leaves its shard to another one, which does it again on a disk of its own', async () => {
    const queue = emptyQueue();
    await submit(queue, 'spec.json', '--shards', '3');
    const [killed, other] = [startWorker(queue, 'disk-1'), startWorker(queue, 'disk-2')];
    await hasSaid(killed, 'wave 2/3');
    killed.process.kill('SIGKILL');
    const { code, stderr } = await other.outcome;
    expect(code, stderr).toBe(0);
    await expectWhole('merged-disks', shardsIn('disk-2'));
  });
});

describe.concurrent('a worker', PATIENCE, () => {
  test('gives its shard back when it is interrupted', async () => {
    const queue = emptyQueue();
    await submit(queue, 'spec.json', '--shards', '2');
    const interrupted = startWorker(queue, 'interrupted');
    await hasSaid(interrupted, 'wave 1/3');
    interrupted.process.kill('SIGINT');
    expect(await interrupted.outcome).toMatchObject({ code: 130 });
    expect((await submit(queue, 'spec.json', '--shards', '2')).states).toMatchObject({ waiting: 2, training: 0 });
    const { code, stderr } = await startWorker(queue, 'interrupted').outcome;
    expect(code, stderr).toBe(0);
    await expectWhole('merged-interrupted', shardsIn('interrupted'));
  });

  test('goes on with other shards when one fails for good, which is queued again on request', async () => {
    const queue = emptyQueue();
    const csv = { ...TINY, name: 'csv', data: { kind: 'csv', path: 'data.csv', features: ['x'], targets: 'y' } };
    writeFileSync(join(work, 'csv.json'), JSON.stringify(csv));
    const data = () => writeFileSync(join(work, 'data.csv'), 'x,y\n1,2\n2,3\n3,4\n4,5\n5,6\n6,7\n7,8\n8,9\n');
    data();
    await submit(queue, 'csv.json', '--shards', '1', '--tries', '1');
    await submit(queue, 'small.json', '--shards', '1');
    rmSync(join(work, 'data.csv'));
    const { code, stderr } = await startWorker(queue, 'failing').outcome;
    expect(code).toBe(1);
    expect(stderr).toMatch(/csv-\w+-1-of-1 failed for good: .*data\.csv/);
    expect(stderr).toMatch(/tiny-\w+-1-of-1 is done/);
    data();
    const again = await submit(queue, 'csv.json', '--shards', '1', '--tries', '1');
    expect(again).toMatchObject({ added: 1, states: { waiting: 1 }, failures: [{ shard: 1 }] });
    expect(again.failures[0]!.reason).toContain('data.csv');
    expect(await startWorker(queue, 'failing').outcome).toMatchObject({ code: 0 });
  });

  test('of another version leaves the shard to others', async () => {
    const queue = emptyQueue();
    const connection = new Redis(queue, { maxRetriesPerRequest: null });
    const [data] = shardJobs(resolve(TINY), 1, {
      keeps: { stepLosses: false, weights: false },
      kernels: null,
      anyAdapter: false,
    });
    const jobs = new Queue('thetascape', { connection });
    await jobs.add('tiny', { ...data, program: { thetascape: '9.9.9', commit: null } });
    const { code, stderr } = await startWorker(queue, 'version').outcome;
    expect(code).toBe(2);
    expect(stderr).toMatch(/thetascape: thetascape 9\.9\.9 submitted what is queued, and this is thetascape .*: start/);
    expect(await jobs.getJobCounts('wait', 'active', 'failed')).toEqual({ wait: 1, active: 0, failed: 0 });
    await jobs.close();
    connection.disconnect();
  });
});

describe.concurrent.each(['submit spec.json', 'worker'])('%s', (command) => {
  test.each([
    ['redis://127.0.0.1:1', /^thetascape: No Redis can be used at redis:\/\/127\.0\.0\.1:1 \(.*ECONNREFUSED.*\): /],
    ['http://127.0.0.1', /^thetascape: --queue is no address of a Redis: /],
  ])('says what is wrong with %s', async (queue, sentence) => {
    const { code, stdout, stderr } = await thetascape([...command.split(' '), '--queue', queue], work);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
