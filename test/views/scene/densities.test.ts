/** What the scene draws: densities that stay on the GPU, from the training's kernel to the rows that shaders read. */
import { afterAll, describe, expect, test } from 'vitest';
import { ARTICLE_GRID } from '../../../src/density-grid';
import { createPipeline } from '../../../src/gpu/pipelines';
import * as kernels from '../../../src/kernels';
import { logDensity } from '../../../src/metrics/density';
import { initialDensity } from '../../../src/metrics/initial-density';
import { maximum, median } from '../../../src/metrics/statistics';
import { DensityStore } from '../../../src/views/density-store';
import { DensityRows, ROW_VALUES } from '../../../src/views/scene/density-rows';
import { LiveRun } from '../../../src/views/live-run';
import { ceilingOf, shownRows } from '../../../src/views/scene/shown-rows';
import { createRun } from '../../../src/library';
import type { SpecInput } from '../../../src/spec';
import { testDevice } from '../../support/device';

const device = await testDevice();
const { points } = ARTICLE_GRID;

const spec: SpecInput = {
  data: { kind: 'random-curve', points: 40 },
  network: { hidden: [40, 40] },
  training: { epochs: 3, batchSize: 8 },
  sweeps: [{ name: 'l2', axes: [{ path: 'regularization.l2Penalty', values: [0, 1] }] }],
  seeds: 3,
};

const pipeline = await createPipeline(device, kernels.densityRows);
const run = await createRun(spec, {
  device,
  live: { densities: { receive: (...received) => densities.receive(...received) }, predictionPasses: 1 },
});
const grid = run.densityGrid;
// Room for the first, the last and the latest epoch only.
const densities = new DensityStore(device, { models: run.models.length, epochs: 3, grid, budget: 1 });
const live = new LiveRun(run);
const stateAt = (epoch: number) => ({ run: live, sweep: live.sweeps[0]!, epoch, hovered: null, pins: [] });
const before = shownRows(stateAt(0), densities);
const middle: { shown: number; rows: (number | null)[] }[] = [];
for await (const snapshot of run.train()) {
  live.add(snapshot);
  middle.push({ shown: densities.keptEpoch(2), rows: [0, 1, 2, 3].map((epoch) => densities.rowOf(0, epoch)) });
}
const results = run.results().models;
afterAll(() => {
  run.dispose();
  densities.dispose();
});

/** (columns, 4) values of each row after an epoch. */
async function valuesAt(epoch: number, columns: number): Promise<Float32Array[]> {
  const rows = shownRows(stateAt(epoch), densities);
  const drawn = new DensityRows(densities, { rows: 3, columns, members: 9, level: live.initial.level }, pipeline);
  drawn.compute(rows);
  const values = await drawn.read();
  drawn.dispose();
  return rows.map((_, row) => values.subarray(row * columns * ROW_VALUES, (row + 1) * columns * ROW_VALUES));
}

const part = (values: Float32Array, which: number) => values.filter((_, i) => i % ROW_VALUES === which);

describe('the rows of the last epoch', () => {
  test('are the exact densities of the parameters, within a hundredth of the highest point', async () => {
    const [, ...settings] = await valuesAt(3, points);
    live.sweeps[0]!.settings.forEach(({ models }, i) => {
      const exact = models.map(({ model }) =>
        logDensity(results[model.index]!.weights, grid).map((log) => Math.exp(log) / live.initial.level),
      );
      const expected = Array.from({ length: points }, (_, at) => median(exact.map((density) => density[at]!)));
      const worst = part(settings[i]!, 0).map((value, at) => Math.abs(value - expected[at]!));
      expect(maximum(worst)).toBeLessThan(0.01 * maximum(expected));
    });
  });

  test('end with the share of the parameters that is not above the grid', async () => {
    const rows = shownRows(stateAt(3), densities);
    (await valuesAt(3, points)).forEach((values, row) => {
      expect(part(values, 3).at(-1)).toBeCloseTo(1 - rows[row]!.above, 5);
    });
  });

  test('keep their peaks in fewer columns', async () => {
    const [all, few] = [await valuesAt(3, points), await valuesAt(3, 60)];
    few.forEach((values, row) => expect(maximum(part(values, 0))).toBe(maximum(part(all[row]!, 0))));
  });
});

test('epoch 0 shows the initial parameters in every row', async () => {
  const values = await valuesAt(0, points);
  expect(values[1]).toEqual(values[0]);
  expect(values[2]).toEqual(values[0]);
});

test('an epoch that was not kept shows as the last kept one before, unless it is the latest', () => {
  expect(densities.kept).toEqual([0, 3]);
  expect(middle.map(({ shown }) => shown)).toEqual([1, 2, 0]);
  // Slots of six models each: epoch 0, epoch 3, the latest.
  expect(middle.map(({ rows }) => rows)).toEqual([
    [0, 12, 12, 12],
    [0, 0, 12, 12],
    [0, 0, 0, 6],
  ]);
});

test('before anything was received there is nothing to show', () => {
  expect(before.map(({ members }) => members)).toEqual([[], [], []]);
});

test('a store that has begun shows the initial parameters of all models', () => {
  const store = new DensityStore(device, { models: run.models.length, epochs: 3, grid });
  store.begin(Float32Array.from(live.initial.log));
  const rows = shownRows(stateAt(3), store);
  store.dispose();
  expect(rows.map(({ members, hasDiverged }) => [members.length, hasDiverged])).toEqual([
    [3, false],
    [3, false],
    [3, false],
  ]);
});

test('a store that does not fit says what is needed and what there is', () => {
  const models = Math.ceil(device.limits.maxStorageBufferBindingSize / (3 * 4 * points)) + 1;
  expect(() => new DensityStore(device, { models, epochs: 9, grid: ARTICLE_GRID })).toThrow(/need a buffer of \d+ MiB/);
});

test('the ceiling is what a single point would be', () => {
  const initial = initialDensity(Float32Array.of(0), ARTICLE_GRID);
  expect(ceilingOf(initial) * initial.level).toBeCloseTo(Math.exp(maximum(initial.log)), 12);
});
