/** The library as a program in Node uses it; test/readme.test.ts does so through the built package. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { packageRoot } from '../../scripts/folders.mjs';
import * as library from '../../src/index-node';
import { createRun, PRESETS, requestDevice, requestNodeAdapter, ThetascapeError, writeRun } from '../../src/index-node';
import type { Run, RunOptions, SpecInput, Snapshot } from '../../src/index-node';
import { ensureBuilt } from '../support/build';
import { folder } from '../support/cli';
import { testDevice } from '../support/device';

/** 28 training and 12 validation rows in batches of 16: two steps an epoch. */
const SPEC: SpecInput = {
  data: { kind: 'formula', expression: 'sin(6 * x)', points: 40 },
  network: { hidden: [4] },
  training: { epochs: 3, batchSize: 16 },
  axes: [{ path: 'regularization.l2Penalty', values: [0, 0.01] }],
};
const PARAMETERS = 4 + 4 + 4 + 1;

const device = await testDevice();

async function train(run: Run): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = [];
  for await (const snapshot of run.train()) snapshots.push(snapshot);
  return snapshots;
}

/** A run on the device of all tests, disposed of when its test is over. */
async function create(spec: string | SpecInput, options: RunOptions = {}): Promise<Run> {
  const run = await createRun(spec, { device, ...options });
  onTestFinished(() => run.dispose());
  return run;
}

const weightsOf = (run: Run) => run.results().models.map(({ weights }) => weights);

describe('a run', async () => {
  const run = await createRun(SPEC, { device, density: true });
  const snapshots = await train(run);
  run.dispose();
  const results = run.results();

  test('yields a snapshot per epoch', () => {
    expect(snapshots.map(({ wave, epoch, modelSteps }) => [wave, epoch, modelSteps])).toEqual([
      [0, 1, 4],
      [0, 2, 8],
      [0, 3, 12],
    ]);
    expect(snapshots.map(({ totalModelSteps }) => totalModelSteps)).toEqual([12, 12, 12]);
    for (const { models } of snapshots) expect(models.map(({ index }) => index)).toEqual([0, 1]);
  });

  test('estimates the density of the parameters after every epoch, if asked for', async () => {
    for (const { density } of snapshots.flatMap(({ models }) => models)) {
      expect(density).toHaveLength(500);
      expect(density!.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 3);
    }
    const [first] = await train(await create(SPEC));
    expect(first!.models.map(({ density }) => density)).toEqual([null, null]);
  });

  test('has results in the shapes that are documented', () => {
    expect(results.complete).toBe(true);
    const points = results.predictionPoints[0]!;
    for (const model of results.models) {
      expect(model.steps).toBe(6);
      expect(model.trainLoss).toEqual(
        Float64Array.from(snapshots, ({ models }) => models[model.model.index]!.trainLoss),
      );
      expect(model.validationLoss).toHaveLength(3);
      expect(model.stepLoss).toHaveLength(6);
      expect(model.weights).toHaveLength(PARAMETERS);
      expect(model.predictions.off).toHaveLength(points.count);
    }
    expect(library.summarise(results).groups.map(({ values }) => values)).toEqual([
      { 'regularization.l2Penalty': 0 },
      { 'regularization.l2Penalty': 0.01 },
    ]);
  });

  test('is written to a directory, once', async () => {
    const path = join(folder(), 'run');
    expect(await writeRun(path, results)).toBe(join(path, 'report.html'));
    expect(readdirSync(path)).toContain('report.html');
    await expect(writeRun(path, results)).rejects.toThrow(`The directory "${path}" holds another run`);
  });
});

test('two runs follow each other on one device, bit for bit the same', async () => {
  const weights = [];
  for (const _ of [1, 2]) {
    const run = await create(SPEC);
    await train(run);
    weights.push(weightsOf(run));
  }
  expect(weights[0]).toEqual(weights[1]);
  expect(weights[0]![0]).not.toEqual(weights[0]![1]);
});

test('the device that a run asks for itself gives the same, and goes with it', async () => {
  const run = await createRun(SPEC);
  await train(run);
  const shared = await create(SPEC);
  await train(shared);
  expect(weightsOf(run)).toEqual(weightsOf(shared));
  run.dispose();
  const untrained = await createRun(SPEC);
  untrained.dispose();
  await expect(untrained.train().next()).rejects.toThrow(ThetascapeError);
});

test('a program asks for the device itself', async () => {
  const adapter = await requestNodeAdapter();
  const own = await requestDevice(adapter!);
  expect(own.limits.maxBufferSize).toBe(adapter!.limits.maxBufferSize);
  own.destroy();
});

test('an abort ends the run after its epoch', async () => {
  const abort = new AbortController();
  const run = await create(SPEC, { signal: abort.signal });
  for await (const { epoch } of run.train()) if (epoch === 2) abort.abort();
  const { complete, models } = run.results();
  expect(complete).toBe(false);
  expect(models.map(({ steps, trainLoss }) => [steps, trainLoss.length])).toEqual([
    [4, 2],
    [4, 2],
  ]);
});

test.each(Object.keys(PRESETS))('the preset %s is planned', async (name) => {
  const { plan, models } = await create(name);
  expect(plan.models).toBe(models.length);
  expect(plan.waves.flatMap((wave) => wave.models).sort((a, b) => a - b)).toEqual(
    Array.from(models, ({ index }) => index),
  );
});

test.each([
  ['artcle', 'There is no preset "artcle". Did you mean "article"?'],
  [{ training: { epochs: -1 } }, 'training.epochs must be a whole number from 1 to 1,000,000, not -1.'],
])('createRun(%j) is refused', async (spec, sentence) => {
  await expect(create(spec)).rejects.toThrow(new ThetascapeError(sentence));
});

test('the built package exports the same', async () => {
  await ensureBuilt();
  const built: typeof library = await import(pathToFileURL(join(packageRoot, 'dist', 'node.js')).href);
  expect(Object.keys(built).sort()).toEqual(Object.keys(library).sort());
  const run = await built.createRun(SPEC);
  await train(run);
  expect(run.results().complete).toBe(true);
  run.dispose();
});
