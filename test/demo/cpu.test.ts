import { describe, expect, test } from 'vitest';
import { BATCH, oneModelSpec, prepare } from '../../demo/cpu/experiment';
import { HostDensities } from '../../demo/cpu/host-densities';
import { CpuTraining, type Task } from '../../demo/cpu/training';
import { maximum, mean } from '../../src/metrics/statistics';
import { trainReference } from '../../src/reference/train';
import { LiveRun } from '../../src/views/live-run';
import { stateOf } from '../views/live-fixture';

const EPOCHS = 3;
const ROWS = 64;
const STEPS = ROWS / BATCH;

/** The one model, with so few rows and steps that an epoch takes some milliseconds. */
async function oneModel(lambda: number, p: number) {
  const spec = oneModelSpec(lambda, p);
  const { facts, task } = await prepare({ ...spec, training: { ...spec.training, epochs: EPOCHS } });
  const { train, validation } = task.data;
  const few = { train: { ...train, count: ROWS }, validation: { ...validation, count: ROWS } };
  return { facts, task: { ...task, data: few } };
}

const snapshots = (task: Task) => {
  const training = new CpuTraining(task);
  return Array.from({ length: EPOCHS }, () => training.epoch());
};

describe('the one model on the CPU', () => {
  test('takes the trajectory of the reference', async () => {
    const { task } = await oneModel(0.01, 0);
    const { stepLoss, validationLoss } = trainReference(task.model, task.data, task.initialWeights, 'f64');
    const seen = snapshots(task);
    expect(seen.map(({ epoch, modelSteps }) => [epoch, modelSteps])).toEqual([
      [1, STEPS],
      [2, 2 * STEPS],
      [3, 3 * STEPS],
    ]);
    expect(seen.map(({ models }) => models[0]!.validationLoss)).toEqual(validationLoss);
    expect(seen[2]!.models[0]!.trainLoss).toBe(mean(stepLoss.slice(-STEPS)));
    expect(seen[2]!.modelSteps).toBe(seen[2]!.totalModelSteps);
  });

  test('is seen with its density, its statistics and its predictions', async () => {
    const { task } = await oneModel(0, 0);
    const { density, densityNumbers, statistics, predictions } = snapshots(task).at(-1)!.models[0]!;
    expect(density!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    expect(densityNumbers!.peak).toBeCloseTo(maximum(density!), 6);
    expect(densityNumbers!.divergence).toBeGreaterThan(0);
    expect(statistics.total.count).toBe(task.initialWeights.length);
    expect(statistics.layers.length).toBe(task.model.setting.network.widths.length - 1);
    expect(predictions!.sample).toEqual(predictions!.off);
    expect(maximum(predictions!.deviation)).toBe(0);
  });

  test('spreads its predictions where it drops units', async () => {
    const { task } = await oneModel(0, 0.3);
    const { predictions } = snapshots(task).at(-1)!.models[0]!;
    expect(predictions!.sample).not.toEqual(predictions!.off);
    expect(maximum(predictions!.deviation)).toBeGreaterThan(0);
  });
});

test('densities of any trained epoch are drawn beside the initial one', async () => {
  const { facts, task } = await oneModel(0.1, 0);
  const live = new LiveRun(facts);
  const densities = new HostDensities(live.initial);
  for (const snapshot of snapshots(task)) {
    live.add(snapshot);
    densities.add(snapshot.models[0]!.density);
  }
  const rowsAt = (epoch: number) => densities.rows(stateOf(live, { sweep: 'one-model', epoch }));
  const [initial, untrained] = rowsAt(0);
  expect(untrained!.median).toEqual(initial!.median);
  const [, last] = rowsAt(EPOCHS);
  expect(last!.median).not.toEqual(initial!.median);
  expect(maximum(last!.median)).toBeCloseTo(last!.peak, 4);
  expect(rowsAt(EPOCHS + 5)[1]!.median).toEqual(last!.median);
});
