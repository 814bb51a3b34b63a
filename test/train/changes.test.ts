/** Numbers that change while models train: as the reference has it, and as the spec that holds the change has it. */
import { describe, expect, test } from 'vitest';
import { ThetascapeError } from '../../src/errors';
import { createRun } from '../../src/library';
import type { ModelResult } from '../../src/metrics/types';
import { trainReference } from '../../src/reference/train';
import { specDocument, type SpecInput } from '../../src/spec';
import type { Adjustment, Change } from '../../src/spec/types';
import { initialise } from '../../src/train/initialise';
import type { Run } from '../../src/train/run';
import { testDevice } from '../support/device';
import { KERNELS } from '../support/kernel-path';
import { modelsOf, type ModelFields } from '../support/models';
import { datasetOf, expectSame, finish, runOf, waveSizes } from '../support/sweep';

const device = await testDevice();
const dataset = datasetOf(1, 45, 19);
const training = { epochs: 4, batchSize: 8, shuffle: true };
const STEPS_PER_EPOCH = 6;
const DROPPED = { path: 'regularization.dropout', values: [0.1, 0.3] };

const CHANGES: [name: string, change: Change, fields: ModelFields][] = [
  [
    'coupled decay times ten',
    { epoch: 2, path: 'regularization.l2Penalty', multiply: 10 },
    { regularization: { l2Penalty: 0.01 } },
  ],
  ['decoupled decay from none', { epoch: 1, path: 'regularization.weightDecay', value: 2 }, {}],
  ['a tenth of the learning rate', { epoch: 2, path: 'training.learningRate', multiply: 0.1 }, {}],
  [
    'dropout from none, left on in validation',
    { epoch: 2, path: 'regularization.dropout', value: 0.4 },
    { evaluation: { dropout: 'on' } },
  ],
  [
    'twice the dropout, validated by the mean',
    { epoch: 3, path: 'regularization.dropout', multiply: 2 },
    { dropout: [0.1, 0.3], evaluation: { dropout: 'mean' } },
  ],
];

const fields = CHANGES.map(([, , own]) => ({ key: 7, training, ...own }));
const changed = modelsOf(fields.map((own, i) => ({ ...own, changes: [CHANGES[i]![1]] })));
const results = await finish(runOf(device, { models: changed, datasets: [dataset] }));
const unchanged = await finish(runOf(device, { models: modelsOf(fields), datasets: [dataset] }));

describe.each(CHANGES.map(([name, change], i) => ({ name, change, i })))('$name', ({ change, i }) => {
  test('is what the reference has', () => {
    const model = changed[i]!;
    const expected = trainReference(model, dataset, initialise(model.setting.network, model.key), 'f64');
    const { stepLoss, validationLoss, weights } = results[i]!;
    // as in test/train/trajectory.test.ts: some twenty steps of f32
    for (const [actual, ideal] of [
      [stepLoss, expected.stepLoss],
      [validationLoss, expected.validationLoss],
    ] as const) {
      expect(Math.max(...ideal.map((loss, s) => Math.abs(actual[s]! / loss - 1)))).toBeLessThan(2e-5);
    }
    expect(Math.max(...expected.weights.map((weight, p) => Math.abs(weight - weights[p]!)))).toBeLessThan(2e-5);
  });

  test('leaves every bit of the epochs before it alone, and none after', () => {
    const { stepLoss, validationLoss } = results[i]!;
    const before = change.epoch * STEPS_PER_EPOCH;
    expect(stepLoss.slice(0, before)).toEqual(unchanged[i]!.stepLoss.slice(0, before));
    expect(validationLoss.slice(0, change.epoch)).toEqual(unchanged[i]!.validationLoss.slice(0, change.epoch));
    expect(stepLoss.at(-1)).not.toBe(unchanged[i]!.stepLoss.at(-1));
  });
});

test('a change after the last epoch changes nothing, in a wave where others train longer', async () => {
  const late: Change = { epoch: 2, path: 'regularization.dropout', value: 0.9 };
  const short = { training: { ...training, epochs: 2 }, dropout: 0.3, evaluation: { dropout: 'on' } } as const;
  const [alone] = await finish(runOf(device, { models: modelsOf([short]), datasets: [dataset] }));
  const models = modelsOf([
    { ...short, changes: [late] },
    { ...short, training, changes: [late] },
  ]);
  const run = runOf(device, { models, datasets: [dataset] });
  expect(waveSizes(run.plan)).toEqual([2]);
  expectSame((await finish(run))[0]!, alone!);
});

describe('a change of a run that trains', () => {
  const input: SpecInput = {
    data: { kind: 'formula', expression: 'sin(x)', from: 0, to: 6, points: 60, noise: 0.1 },
    network: { hidden: [6, 5] },
    training: { epochs: 4, batchSize: 8 },
    evaluation: { dropout: 'mean', passes: 3 },
    axes: [{ path: 'regularization.l2Penalty', values: [0, 0.1] }],
    seeds: { count: 2, mode: 'independent' },
  };

  test.each<{ adjustment: Adjustment; axes?: SpecInput['axes'] }>([
    { adjustment: { path: 'regularization.l2Penalty', multiply: 10 } },
    { adjustment: { path: 'regularization.dropout', value: 0.5 } },
    { adjustment: { path: 'regularization.dropout', value: 0 }, axes: [DROPPED] },
    { adjustment: { path: 'training.learningRate', value: 0.1 } },
  ])('$adjustment is the run of the spec that holds it', async ({ adjustment, axes = input.axes }) => {
    const live = { densities: { receive: () => {} }, predictionPasses: 2 };
    const run = await createRun({ ...input, ...(axes && { axes }) }, { device, kernels: KERNELS, live });
    expect(run.plan.waves).toHaveLength(1);
    const changedAlive = await trainWith(run, 2, adjustment);
    expect(run.spec.changes).toEqual([{ epoch: 2, ...adjustment }]);
    const afresh = await again(run);
    expectAllSame(changedAlive, afresh);
    expect(changedAlive.map(({ model }) => model)).toEqual(afresh.map(({ model }) => model));
  });

  test('made while an epoch is trained, is in force from the next one on', async () => {
    const run = await createRun(input, { device, kernels: KERNELS });
    const trains = run.train();
    const first = trains.next();
    await new Promise((resolve) => setTimeout(resolve));
    const { epoch } = run.change({ path: 'training.learningRate', value: 0.5 });
    await first;
    for await (const snapshot of trains) void snapshot;
    expect(epoch).toBe(1);
    expectAllSame(run.results().models, await again(run));
  });

  test('reaches the waves that follow, and is refused when one is trained beyond it', async () => {
    const run = await createRun({ ...input, axes: [{ ...DROPPED, values: [0, 0.3] }] }, { device, kernels: KERNELS });
    expect(run.plan.waves).toHaveLength(2);
    for await (const { wave, epoch } of run.train()) {
      if (wave === 0 && epoch === 1) run.change({ path: 'training.learningRate', multiply: 3 });
      if (wave === 1 && epoch === 3) {
        expect(() => run.change({ path: 'training.learningRate', multiply: 2 })).toThrow(
          /^Some models are trained beyond epoch 3 already/,
        );
      }
    }
    expectAllSame(run.results().models, await again(run));
  });

  test('out of range is refused, and leaves the run as it was', async () => {
    const run = await createRun(input, { device, kernels: KERNELS });
    const spec = run.spec;
    expect(() => run.change({ path: 'regularization.dropout', value: 2 })).toThrow(ThetascapeError);
    expect(run.spec).toBe(spec);
  });
});

/** Trains what the spec of a run stands for, and disposes of both. */
async function again(run: Run): Promise<ModelResult[]> {
  const afresh = await createRun(specDocument(run.spec), { device, kernels: KERNELS });
  const models = await finish(afresh);
  for (const done of [run, afresh]) done.dispose();
  return models;
}

/** Trains a run to its end, with a change after so many epochs. */
async function trainWith(run: Run, after: number, adjustment: Adjustment): Promise<ModelResult[]> {
  for await (const { epoch } of run.train()) if (epoch === after) run.change(adjustment);
  return run.results().models;
}

function expectAllSame(actual: ModelResult[], expected: ModelResult[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((result, i) => expectSame(result, expected[i]!));
}
