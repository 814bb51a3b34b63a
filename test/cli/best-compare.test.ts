/** `thetascape best` and `thetascape compare`, on a report, on rows in parts, and on what is no run. */
import { appendFileSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../support/build';
import { folder, readTable, start, thetascape, ROWS, TINY } from '../support/cli';

const work = folder({
  'tiny.json': { ...TINY, seeds: 3 },
  'rows.json': ROWS,
});
const call = (...args: string[]) => thetascape(args, work);

await ensureBuilt();
beforeAll(async () => {
  mkdirSync(join(work, 'runs'));
  for (const args of [
    ['tiny.json', '--out', 'runs/tiny'],
    ['tiny.json', '--out', 'runs/again', '--target', '5'],
    ['tiny.json', '--out', 'runs/other', '--set', 'training.epochs=3'],
    ['rows.json', '--out', 'runs/rows'],
  ]) {
    const { code, stderr } = await call('run', ...args);
    expect(code, stderr).toBe(0);
  }
}, 300_000);

describe('best', () => {
  test('lists settings with median and range over their seeds, as the tables have them', async () => {
    const { code, stdout } = await call('best', 'runs/tiny', '--json', '--by', 'trainLoss.final');
    expect(code).toBe(0);
    const { best } = JSON.parse(stdout);
    const losses = readTable(join(work, 'runs', 'tiny', 'models.csv')).map((row) => Number(row['trainLoss.final']));
    const settings = [losses.slice(0, 3), losses.slice(3)].map((seeds) => seeds.toSorted((a, b) => a - b));
    const first = settings.sort((a, b) => a[1]! - b[1]!)[0]!;
    expect(best).toHaveLength(2);
    expect(best[0]).toMatchObject({ seeds: 3, diverged: 0, min: first[0], median: first[1], max: first[2] });
    expect(losses[best[0].model]).toBe(first[0]);
    expect(best[0].values).toHaveProperty(['regularization.l2Penalty']);
  });

  test('for people, of rows in several parts', async () => {
    const { code, stdout } = await call('best', 'runs/rows', '--count', '2');
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^sweep +l2Penalty +batchSize +value +best model$/);
    expect(lines).toHaveLength(6);
    expect(lines[4]).toBe('by validationLoss.log10, smallest first; 2,100 models');
  });

  test('of no table that was changed since the run wrote it', async () => {
    cpSync(join(work, 'runs', 'tiny'), join(work, 'runs', 'changed'), { recursive: true });
    appendFileSync(join(work, 'runs', 'changed', 'models.parquet'), ' ');
    const { code, stderr } = await call('best', 'runs/changed');
    expect(code).toBe(2);
    expect(stderr).toContain('models.parquet" is not as the run wrote it');
  });

  test('of a run that is not finished, what it has so far', async () => {
    const { process: child, outcome } = start(['run', 'rows.json', '--out', 'runs/begun', '--json'], work);
    // the second wave trains, so the first is kept
    child.stdout!.on('data', (text: Buffer) => String(text).includes('"wave":1,') && child.kill('SIGKILL'));
    await outcome;
    const { code, stdout } = await call('best', 'runs/begun', '--count', '1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/; [\d,]+ of 2,100 models: the run is not finished$/m);
  });

  test.each([
    {
      args: ['runs/tiny', '--by', 'validationLos.final'],
      sentence:
        'The models table of "runs/tiny" has no column "validationLos.final". Did you mean "validationLoss.final"?',
    },
    {
      args: ['runs/tiny', '--by', 'network.dropoutPosition'],
      sentence: 'No model of the run in "runs/tiny" has a finite number as "network.dropoutPosition".',
    },
    {
      args: ['runs/tniy'],
      sentence:
        '"runs/tniy" is not the directory of a run: it has no manifest.json that tells of one. Did you mean "tiny"?',
    },
    { args: ['runs'], sentence: /^"runs" is not .* Did you mean "runs\/\w+"\?$/ },
  ])('$args is refused', async ({ args, sentence }) => {
    const { code, stdout, stderr } = await call('best', ...args);
    expect([code, stdout]).toEqual([2, '']);
    const text = stderr.replace('thetascape: ', '').trimEnd();
    if (typeof sentence === 'string') expect(text).toBe(sentence);
    else expect(text).toMatch(sentence);
  });
});

describe('compare', () => {
  test.each([
    ['runs/tiny', 'runs/again', 6],
    ['runs/rows', 'runs/rows', '2,100'],
  ])('%s and %s are the same, bit for bit', async (a, b, models) => {
    expect(await call('compare', a, b)).toMatchObject({
      code: 0,
      stdout: `The same: ${models} models, bit for bit.\n`,
    });
  });

  test('says what differs, where, and by how much', async () => {
    const { code, stdout } = await call('compare', 'runs/tiny', 'runs/other');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^Different: 6 models in both, not bit for bit; the largest difference is \S+ in \S+ of model \d/,
    );
    expect(stdout).toContain('\nspec: training.epochs is 2 and 3\n');
    expect(stdout).toMatch(/^steps +6 +2 +0\.33 +0 +4 +6$/m);
    const json = await call('compare', 'runs/tiny', 'runs/other', '--json');
    const { same, differences } = JSON.parse(json.stdout);
    expect([json.code, same]).toEqual([1, false]);
    const validation = differences.find(({ column }: { column: string }) => column === 'validationLoss.final');
    const [own, other] = ['tiny', 'other'].map((run) =>
      readTable(join(work, 'runs', run, 'models.csv')).map((row) => Number(row['validationLoss.final'])),
    );
    expect(validation).toMatchObject({ models: 6, a: own![validation.model], b: other![validation.model] });
    expect(validation.absolute).toBe(Math.max(...own!.map((loss, i) => Math.abs(loss - other![i]!))));
  });

  test('takes what is within a tolerance for the same', async () => {
    const { code, stdout } = await call('compare', 'runs/tiny', 'runs/other', '--tolerance', '100%');
    expect([code, stdout.split(':')[0]]).toEqual([0, 'The same within 1']);
  });

  test('names the models that only one has', async () => {
    const { code, stdout } = await call('compare', 'runs/tiny', 'runs/rows');
    expect(code).toBe(1);
    expect(stdout).toContain('\nOnly in "runs/rows": models 6–2099\n');
  });
});
