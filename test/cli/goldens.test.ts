/** PyTorch's trajectories (test/goldens/README.md says how close is right), through the public command line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import { modelPrefix } from '../../src/tensors/state-dict';
import { readSafetensors } from '../../src/tensors/safetensors';
import { ensureBuilt } from '../support/build';
import { folder, readTable, thetascape } from '../support/cli';
import {
  allowedErrors,
  EARLY,
  golden,
  goldenSpec,
  L2_PENALTIES,
  relativeErrors,
  STEPS_PER_EPOCH,
} from '../support/golden';

const EPOCHS = 30;
const Trajectory = v.object({
  rel_spread: v.array(v.number()),
  loss_f64: v.array(v.number()),
  val_f64: v.array(v.number()),
});

const firstBatch = readFileSync(golden('data_train.csv'), 'utf8').split('\n').slice(0, 65).join('\n');
const work = folder({ 'golden.json': goldenSpec(EPOCHS), 'first-batch.csv': firstBatch });

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
  const allowed = allowedErrors(spread);

  const column = (table: string, key: string): number[] =>
    readTable(join(work, 'whole', table))
      .filter((row) => row['model'] === own.model)
      .map((row) => Number(row[key]));

  test('the loss of every step', () => {
    const errors = relativeErrors(column('step-losses.csv', 'loss'), loss_f64);
    expect(Math.max(...errors.slice(0, EARLY.steps))).toBeLessThan(EARLY.error);
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
