/** PyTorch's trajectories (test/goldens/README.md says how close is right), through the public command line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../scripts/folders.mjs';
import { modelPrefix } from '../../src/tensors/state-dict';
import { readSafetensors } from '../../src/tensors/safetensors';
import { ensureBuilt } from '../support/build';
import { folder, readTable, thetascape } from '../support/cli';

const goldens = join(packageRoot, 'test', 'goldens');
const golden = (name: string): string => join(goldens, name);

const EPOCHS = 30;
const STEPS_PER_EPOCH = 11;
const L2_PENALTIES = [0, 0.01];

const SPEC = {
  name: 'golden',
  data: {
    kind: 'csv',
    path: golden('data_train.csv'),
    features: 'x',
    targets: 'y',
    featureScaling: 'none',
    targetScaling: 'none',
    split: { kind: 'file', path: golden('data_val.csv') },
  },
  network: {
    hidden: [64, 64, 64, 64],
    activation: 'leaky-relu',
    slope: 0.03,
    inputActivation: false,
    init: { kind: 'safetensors', path: golden('init_notebook.safetensors') },
  },
  training: { epochs: EPOCHS, batchSize: 64, shuffle: false, learningRate: 1e-3 },
  axes: [{ path: 'regularization.l2Penalty', values: L2_PENALTIES }],
};

const Trajectory = v.object({
  rel_spread: v.array(v.number()),
  loss_f64: v.array(v.number()),
  val_f64: v.array(v.number()),
});

const firstBatch = readFileSync(golden('data_train.csv'), 'utf8').split('\n').slice(0, 65).join('\n');
const work = folder({ 'golden.json': SPEC, 'first-batch.csv': firstBatch });

await ensureBuilt();

beforeAll(async () => {
  const runs = [
    ['--out', 'whole', '--step-losses'],
    ['--out', 'step11', '--set', 'training.epochs=1'],
    ['--out', 'step1', '--set', 'training.epochs=1', '--set', 'data.path=first-batch.csv'],
  ];
  for (const flags of runs) {
    const { code, stderr } = await thetascape(['run', 'golden.json', ...flags], work);
    expect(code, stderr).toBe(0);
  }
}, 120_000);

describe.each(L2_PENALTIES.map((l2Penalty, model) => ({ l2Penalty, model })))('l2Penalty $l2Penalty', (own) => {
  const name = `notebook_adam_lam${own.l2Penalty}`;
  const {
    rel_spread: spread,
    loss_f64,
    val_f64,
  } = v.parse(Trajectory, JSON.parse(readFileSync(golden(`${name}.json`), 'utf8')));
  /** How far a correct implementation may be off after each step: training with a kinked activation is chaotic. */
  const allowed = spread.map((_, step) => Math.max(2e-3, 10 * Math.max(...spread.slice(0, step + 1))));

  const column = (table: string, key: string): number[] =>
    readTable(join(work, 'whole', table))
      .filter((row) => row['model'] === own.model)
      .map((row) => Number(row[key]));

  test('the loss of every step', () => {
    const errors = relativeErrors(column('step-losses.csv', 'loss'), loss_f64);
    expect(Math.max(...errors.slice(0, 25))).toBeLessThan(5e-6);
    expect(errors.filter((error, step) => !(error < allowed[step]!))).toEqual([]);
  });

  test('the validation loss of every epoch', () => {
    const errors = relativeErrors(column('losses.csv', 'validation'), val_f64);
    expect(errors).toHaveLength(EPOCHS);
    expect(errors.filter((error, epoch) => !(error < allowed[(epoch + 1) * STEPS_PER_EPOCH - 1]!))).toEqual([]);
  });

  test.each([1, STEPS_PER_EPOCH])('the weights after step %i', (step) => {
    const file = join(work, `step${step}`, 'weights.safetensors');
    const trained = readSafetensors(readFileSync(file), file);
    const expected = readSafetensors(readFileSync(golden(`${name}_f32_step${step}.safetensors`)), name);
    expect(expected.size).toBe(10);
    for (const [tensor, { shape, data }] of expected) {
      const actual = trained.get(modelPrefix(own.model) + tensor);
      expect(actual?.shape, tensor).toEqual(shape);
      const errors = Array.from(data, (value, i) => Math.abs(value - actual!.data[i]!));
      expect(Math.max(...errors), tensor).toBeLessThan(2e-5);
    }
  });
});

function relativeErrors(actual: readonly number[], expected: readonly number[]): number[] {
  expect(actual).toHaveLength(expected.length);
  return expected.map((value, i) => Math.abs(actual[i]! / value - 1));
}
