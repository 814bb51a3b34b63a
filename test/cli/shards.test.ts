/** `run --shard` and `merge`: shards make the run of one machine, and nothing less. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { hashes } from '../../bench/kill-loop.mjs';
import { ensureBuilt } from '../support/build';
import { folder, start, thetascape, ROWS, TINY } from '../support/cli';

const AXES = [
  { path: 'regularization.l2Penalty', values: [0, 0.01] },
  { path: 'regularization.dropout', values: [0, 0.2] },
];
const ADAPTER = { vendor: '', architecture: '', device: '', software: true };

const work = folder({
  'tiny.json': { ...TINY, axes: AXES, seeds: { count: 2, mode: 'independent' } },
  'rows.json': ROWS,
});
const call = (...args: string[]) => thetascape(args, work);
const runs = (name: string) => [1, 2, 3].map((index) => join('runs', `${name}-${index}-of-3`));

async function done(...args: string[]): Promise<void> {
  const { code, stderr } = await call(...args);
  expect(code, stderr).toBe(0);
}

await ensureBuilt();
beforeAll(async () => {
  for (const [name, flags] of [
    ['tiny', ['--step-losses']],
    ['rows', ['--keep', 'weights']],
  ] as const) {
    await done('run', `${name}.json`, ...flags, '--out', `${name}-whole`);
    for (const shard of ['1/3', '2/3', '3/3']) await done('run', `${name}.json`, ...flags, '--shard', shard);
  }
}, 300_000);

describe('merge', () => {
  test('takes a shard that was killed and went on', async () => {
    const flags = ['--shard', '2/3', '--out', 'killed', '--step-losses', '--resume', '--json'];
    const { process: child, outcome } = start(['run', 'tiny.json', ...flags], work);
    // an epoch is trained: the supervisor dies, and its child with it
    child.stdout!.once('data', () => child.kill('SIGKILL'));
    expect((await outcome).code).toBeNull();
    await done('run', 'tiny.json', ...flags);
    const [first, , third] = runs('tiny');
    await done('merge', first!, 'killed', third!, '--out', 'tiny-killed');
    expect(hashes(join(work, 'tiny-killed'))).toEqual(hashes(join(work, 'tiny-whole')));
  });

  test('of a run with a report makes its files, byte for byte', async () => {
    await done('merge', ...runs('tiny').toReversed(), '--out', 'tiny-merged');
    expect(hashes(join(work, 'tiny-merged'))).toEqual(hashes(join(work, 'tiny-whole')));
  });

  test('of a run with rows makes its rows and weights', async () => {
    await done('merge', ...runs('rows'), '--out', 'rows-merged');
    expect(await call('compare', 'rows-merged', 'rows-whole')).toMatchObject({
      code: 0,
      stdout: 'The same: 2,100 models, bit for bit.\n',
    });
  });

  test.each([
    {
      dirs: runs('tiny').slice(0, 1),
      sentence: 'Shards 2–3 of 3 are missing: train with "--shard 2/3" and so on, and give all directories.',
    },
    {
      dirs: [...runs('tiny'), 'runs/tiny-2-of-3'],
      sentence: 'Shard 2 of 3 is there more than once, in "runs/tiny-2-of-3" and "runs/tiny-2-of-3": give one.',
    },
    {
      dirs: [...runs('tiny').slice(0, 2), 'runs/rows-3-of-3'],
      sentence:
        '"runs/tiny-1-of-3" and "runs/rows-3-of-3" are not shards of one sweep: their spec differs ' +
        '("thetascape compare" says where); merge shards of one "thetascape run" command.',
    },
    { dirs: ['tiny-whole'], sentence: 'The run in "tiny-whole" is a whole run and no shard.' },
  ])('of $dirs is refused', async ({ dirs, sentence }) => {
    expect(await call('merge', ...dirs, '--out', 'refused')).toEqual({
      code: 2,
      stdout: '',
      stderr: `thetascape: ${sentence}\n`,
    });
    expect(readdirSync(work)).not.toContain('refused');
  });

  test('notices a damaged file', async () => {
    const [first, ...others] = runs('tiny');
    const copy = join(work, 'copy');
    cpSync(join(work, first!), copy, { recursive: true });
    const results = join(copy, 'results', readdirSync(join(copy, 'results'))[0]!);
    const bytes = readFileSync(results);
    bytes[bytes.length - 20]! ^= 1;
    writeFileSync(results, bytes);
    const damaged = await call('merge', 'copy', ...others, '--out', 'refused');
    expect([damaged.code, damaged.stderr]).toEqual([2, expect.stringContaining('is damaged: bring it back, or')]);
  });

  test.each([
    { made: 'another adapter', change: { adapter: { ...ADAPTER, description: 'a GPU' } }, by: 'the adapter "a GPU"' },
    { made: 'other kernels', change: { kernels: ['layered/256'] }, by: 'layered/256 kernels' },
  ])('takes a shard that $made trained only if asked to', async ({ change, by, made }) => {
    const [first, ...others] = runs('tiny');
    const copy = made.replace(' ', '-');
    cpSync(join(work, first!), join(work, copy), { recursive: true });
    const manifest = join(work, copy, 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), ...change }));
    const refused = await call('merge', ...others, copy, '--out', 'refused');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(`was trained with ${by} and "`)]);
    await done('merge', ...others, copy, '--out', `of-${copy}`, '--any-adapter');
    const { earlierMakers } = JSON.parse(readFileSync(join(work, `of-${copy}`, 'manifest.json'), 'utf8'));
    expect(earlierMakers).toHaveLength(1);
  });
});

test('a shard says which it is, and --resume finds it done', async () => {
  const manifest = JSON.parse(readFileSync(join(work, 'runs', 'tiny-2-of-3', 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({ status: 'complete', models: 2, shard: { index: 2, of: 3 } });
  expect(await call('run', 'tiny.json', '--shard', '2/3', '--resume')).toEqual({
    code: 0,
    stdout: '',
    stderr: 'thetascape: The run in "runs/tiny-2-of-3" is finished.\n',
  });
  const other = await call('run', 'tiny.json', '--shard', '2/3', '--resume', '--seeds', '3');
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('holds another run')]);
});

test.each(['0/3', '4/3', '1', 'a/b'])('--shard %s is refused', async (shard) => {
  const { code, stderr } = await call('run', 'tiny.json', '--shard', shard);
  expect([code, stderr.split('\n')[0]]).toEqual([
    2,
    `thetascape: option '--shard <i/n>' argument '${shard}' is invalid. Give one such as 3/8, from 1/8 to 8/8.`,
  ]);
});

test('a spec with fewer models than shards is refused', async () => {
  expect((await call('run', 'tiny.json', '--shard', '1/9')).stderr).toBe(
    'thetascape: The spec has 8 models: cut it into at most as many shards, not 9.\n',
  );
});

describe('a sweep with halving', () => {
  const halving = ['--set', 'halving={"rungs":[1]}'];
  const sentence =
    'thetascape: A sweep with halving has no shards, since its rungs compare all models: train it on one machine with ' +
    '"thetascape run", or cut it without halving (--set halving=null).\n';

  test.each([
    ['run', 'tiny.json', '--shard', '1/2'],
    ['submit', 'tiny.json', '--queue', 'redis://127.0.0.1:1'],
  ])('is refused by %s before anything is queued or trained', async (...args) => {
    expect(await call(...args, ...halving)).toEqual({ code: 2, stdout: '', stderr: sentence });
    expect(await call(...args, ...halving, '--set', 'halving=null')).not.toMatchObject({ stderr: sentence });
  });

  test('has a plan that says so', async () => {
    expect((await call('plan', 'tiny.json', ...halving)).stdout).toContain('such a sweep has no shards');
  });
});

test('shards that are trained with the same --kernels agree, others are told how to', async () => {
  for (const [shard, kernels] of [
    ['1/2', 'layered/32'],
    ['2/2', 'layered/32'],
    ['2/2', 'layered'],
  ] as const) {
    const out = `${kernels}-${shard}`.replaceAll('/', '-');
    await done('run', 'tiny.json', '--shard', shard, '--kernels', kernels, '--out', out);
  }
  await done('merge', 'layered-32-1-2', 'layered-32-2-2', '--out', 'agreed');
  const refused = await call('merge', 'layered-32-1-2', 'layered-2-2', '--out', 'refused');
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('train them with the same --kernels')]);
  expect((await call('run', 'tiny.json', '--kernels', 'fast')).stderr).toContain(
    'There are no kernels "fast": name some of layered, ',
  );
});
