/** `thetascape run`: what it prints, what it leaves, and that a run can be made again from it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { modelPrefix } from '../../src/tensors/state-dict';
import { readSafetensors } from '../../src/tensors/safetensors';
import { ensureBuilt } from '../support/build';
import { folder, readTable, thetascape, TINY } from '../support/cli';

const FILES = [
  ...['densities', 'losses', 'models', 'predictions'].flatMap((name) => [`${name}.csv`, `${name}.parquet`]),
  'figures',
  'manifest.json',
  'report.html',
  'weights.safetensors',
].sort();

const rows = (count: number) => Array.from({ length: count }, (_, i) => `${i},${(i % 5) - 2}`).join('\n');

await ensureBuilt();

test('prints progress to the standard error, and last the summary and where the report is', async () => {
  const work = folder({ 'tiny.json': TINY });
  const { code, stdout, stderr } = await thetascape(['run', 'tiny.json'], work);
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(
    /^\d+ kB on the device, at least \d+ kB on the disk\nadapter: .+\n2 models in 1 wave, 8 model-steps\n/,
  );
  expect(stderr).toMatch(
    /^100% \| wave 1\/1, 2 models, epoch 2 \| [\d,]+ model-steps\/s \| .+ left \| log10 loss .+$/m,
  );
  const lines = stdout.trim().split('\n');
  expect(lines[0]).toMatch(/^sweep +setting +seeds +log10 train +log10 validation/);
  expect(lines[2]).toMatch(/^tiny +l2Penalty 0\.01 +1 +[−\d.]+ +[−\d.]+ /);
  expect(lines.at(-2)).toMatch(/^2 models, 8 model-steps in /);
  expect(lines.at(-1)).toBe(`report: ${join('runs', 'tiny', 'report.html')}`);
  expect(readdirSync(join(work, 'runs', 'tiny')).sort()).toEqual(FILES);
});

describe('as JSON lines', async () => {
  const work = folder({ 'tiny.json': TINY });
  const { code, stdout } = await thetascape(['run', 'tiny.json', '--json', '--step-losses', '--out', 'run'], work);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

  test('the standard output holds an epoch a line, and last the report', () => {
    expect(code).toBe(0);
    expect(lines).toHaveLength(3);
    expect(lines.slice(0, 2)).toMatchObject(
      [1, 2].map((epoch) => ({
        wave: 0,
        epoch,
        modelSteps: 4 * epoch,
        totalModelSteps: 8,
        models: [{ model: 0 }, { model: 1 }],
      })),
    );
    expect(lines[0].secondsLeft).toBeGreaterThanOrEqual(lines[1].secondsLeft);
    expect(lines[1].secondsLeft).toBe(0);
    expect(lines[2]).toEqual({ report: join('run', 'report.html'), complete: true });
  });

  test('the losses are those of the tables', () => {
    const losses = readTable(join(work, 'run', 'losses.csv'));
    for (const { epoch, models } of lines.slice(0, 2)) {
      for (const { model, trainLoss, validationLoss } of models) {
        expect(losses).toContainEqual({ model, epoch, train: trainLoss, validation: validationLoss });
      }
    }
  });

  test('--step-losses writes the loss of every step', () => {
    const steps = readTable(join(work, 'run', 'step-losses.csv'));
    expect(steps.map(({ model, step }) => [model, step])).toEqual(
      [0, 1].flatMap((m) => [1, 2, 3, 4].map((s) => [m, s])),
    );
    expect(existsSync(join(work, 'run', 'step-losses.parquet'))).toBe(true);
  });
});

test('a finished run is replaced only when asked', async () => {
  const work = folder({ 'tiny.json': TINY });
  const run = (...flags: string[]) => thetascape(['run', 'tiny.json', '--out', 'run', ...flags], work);
  const epochs = () => readTable(join(work, 'run', 'losses.csv')).length / 2;
  expect((await run('--step-losses')).code).toBe(0);
  expect(await run('--set', 'training.epochs=1')).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'thetascape: The directory "run" holds another run; name another one with --out, or replace that run with --replace.\n',
  });
  expect(epochs()).toBe(2);
  expect((await run('--set', 'training.epochs=1', '--replace')).code).toBe(0);
  expect(epochs()).toBe(1);
  expect(readdirSync(join(work, 'run')).sort()).toEqual(FILES);
});

describe('a run whose spec names files', async () => {
  const work = folder({
    'train.csv': `x,y\n${rows(40)}\n`,
    'held-out.csv': `x,y\n${rows(15)}\n`,
    'sweep.json': {
      name: 'files',
      data: {
        kind: 'csv',
        path: 'train.csv',
        features: 'x',
        targets: 'y',
        split: { kind: 'file', path: 'held-out.csv' },
      },
      network: { hidden: [4], activation: 'tanh' },
      training: { epochs: 2, batchSize: 16 },
      sweeps: [
        { name: 'l2', axes: [{ path: 'regularization.l2Penalty', values: [0, 0.1] }] },
        { name: 'swapped', set: { 'data.path': 'held-out.csv', 'regularization.dropout': 0.5 } },
      ],
      seeds: 2,
    },
  });
  const elsewhere = folder();
  const first = await thetascape(['run', 'sweep.json', '--out', 'run'], work);
  const manifest = join(work, 'run', 'manifest.json');
  const weights = join(work, 'run', 'weights.safetensors');

  test('is made again from its manifest, from any folder', async () => {
    expect(first.code, first.stderr).toBe(0);
    const { code, stderr } = await thetascape(['run', manifest, '--out', 'again'], elsewhere);
    expect(code, stderr).toBe(0);
    for (const name of FILES.filter((file) => file.endsWith('.csv') || file.endsWith('.safetensors'))) {
      expect(readFileSync(join(elsewhere, 'again', name)).equals(readFileSync(join(work, 'run', name))), name).toBe(
        true,
      );
    }
    expect(JSON.parse(readFileSync(join(elsewhere, 'again', 'manifest.json'), 'utf8')).spec).toEqual(
      JSON.parse(readFileSync(manifest, 'utf8')).spec,
    );
  });

  test('gives its weights back in as initial weights, model by model', async () => {
    const init = `network.init=${JSON.stringify({ kind: 'safetensors', path: join('run', 'weights.safetensors') })}`;
    const { code, stderr } = await thetascape(
      ['run', 'sweep.json', '--out', 'still', '--set', init, '--set', 'training.learningRate=0'],
      work,
    );
    expect(code, stderr).toBe(0);
    const still = readFileSync(join(work, 'still', 'weights.safetensors'));
    expect(still.equals(readFileSync(weights))).toBe(true);
    const tensors = readSafetensors(still, weights);
    expect(tensors.size).toBe(6 * 4);
    expect(tensors.get(`${modelPrefix(0)}0.weight`)).not.toEqual(tensors.get(`${modelPrefix(1)}0.weight`));
  });
});

test('a manifest without a spec is refused', async () => {
  const work = folder({ 'manifest.json': { thetascape: '0.1.0', status: 'unfinished', files: [] } });
  expect(await thetascape(['run', 'manifest.json'], work)).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'thetascape: The manifest "manifest.json" does not hold the spec of a run; give that of a finished run, or a spec.\n',
  });
});

test('a million rows are trained', async () => {
  const work = folder({
    'million.csv': `x,y\n${rows(1_000_000)}\n`,
    'million.json': {
      data: { kind: 'csv', path: 'million.csv', features: 'x', targets: 'y' },
      network: { hidden: [2] },
      training: { epochs: 1, batchSize: 100_000 },
    },
  });
  const { code, stderr } = await thetascape(['run', 'million.json', '--out', 'run'], work);
  expect(code, stderr).toBe(0);
  expect(readTable(join(work, 'run', 'models.csv'))).toMatchObject([{ steps: 7, diverged: false }]);
});
