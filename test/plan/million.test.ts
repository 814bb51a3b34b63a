/** A million models are planned from their indices: none of them, nor its data, is kept. */
import { expect, test } from 'vitest';
import { planSweep } from '../../src/plan';
import { Models, resolve, type Model, type ModelList } from '../../src/spec';
import { inRanges } from '../../src/ranges';
import { openData } from '../../src/train/load-data';
import { memoryFiles } from '../data/memory-files';
import { DEFAULT_LIMITS } from '../support/sweep';

const MILLION = 1_000_000;
const noFiles = memoryFiles({});
const spec = resolve({
  data: { kind: 'formula', expression: 'x', points: 8 },
  network: { hidden: [8] },
  training: { epochs: 2 },
  axes: [
    { path: 'regularization.l2Penalty', from: 1e-6, to: 1, count: 1000, scale: 'log' },
    { path: 'regularization.weightDecay', from: 1e-6, to: 1, count: 500, scale: 'log' },
    { path: 'training.batchSize', values: [2, 4] },
  ],
});

/** Counts how often a model is computed. */
class Counted implements ModelList {
  readonly length: number;
  computed = 0;

  constructor(readonly models: Models) {
    this.length = models.length;
  }

  at(index: number): Model {
    this.computed++;
    return this.models.at(index);
  }

  *[Symbol.iterator](): Generator<Model, void, undefined> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }
}

test('each model is computed a few times, in small waves that cover the space from the first on', async () => {
  const models = new Counted(new Models(spec));
  expect(models.length).toBe(MILLION);
  const data = await openData(models, noFiles, false);
  const ranks = {
    *[Symbol.iterator]() {
      for (let rank = 0; rank < MILLION; rank++) yield models.models.indexAt(rank);
    },
  };
  const plan = planSweep(models, data.datasetOf, data.shapes, DEFAULT_LIMITS, { indices: ranks });
  expect(models.computed).toBeLessThanOrEqual(4 * MILLION);

  expect(plan.models).toBe(MILLION);
  const seen = new Uint8Array(MILLION);
  for (const wave of plan.waves) {
    expect(wave.models.length).toBeLessThanOrEqual(2048);
    expect(wave.places).toHaveLength(1);
    expect(wave.models).toEqual(inRanges(wave.places).map((place) => plan.order[place]));
    for (const index of wave.models) seen[index]!++;
  }
  expect(seen.every((times) => times === 1)).toBe(true);
  // both batch sizes take turns, and their first waves reach from end to end of both axes
  expect(plan.waves.slice(0, 4).map(({ batch }) => batch)).toEqual([2, 4, 2, 4]);
  for (const { models: first } of plan.waves.slice(0, 2)) {
    const values = first.map((index) => models.models.at(index).values);
    for (const path of ['regularization.l2Penalty', 'regularization.weightDecay']) {
      const own = new Set(values.map((value) => value[path]!));
      expect([Math.min(...own), Math.max(...own)]).toEqual([1e-6, 1]);
      expect(own.size).toBeGreaterThan(30);
    }
  }
});

test('of very many data sets one of each shape is loaded', async () => {
  const models = new Models(
    resolve({
      data: { kind: 'article', points: 8 },
      axes: [{ path: 'data.points', values: [8, 9] }],
      seeds: { count: 50_000, mode: 'independent' },
    }),
  );
  const data = await openData(models, noFiles, false);
  expect(data.datasetOf).toEqual(Uint32Array.from({ length: 100_000 }, (_, index) => index));
  expect(data.shapes[0]).not.toBe(data.shapes[50_000]);
  const loaded = () => data.datasets.flatMap((dataset, number) => (dataset ? [number] : []));
  expect(loaded()).toEqual([0, 50_000]);
  await data.require([models.at(7), models.at(50_007)]);
  expect(loaded()).toEqual([0, 7, 50_000, 50_007]);
  data.release();
  expect(loaded()).toEqual([0, 50_000]);
});
