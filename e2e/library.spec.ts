import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import type { SpecInput } from '../src/index';
import { ADAPTER_TOLERANCE, runCommand, type EpochLosses } from './command';

declare global {
  interface Window {
    thetascape: typeof import('../src/index');
  }
}

const small: SpecInput = JSON.parse(readFileSync(new URL('fixtures/small.json', import.meta.url), 'utf8'));

/** An empty page of a strict site that has imported the library as it is built for pages. */
test.beforeEach(async ({ page }) => {
  await page.route('**/empty.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers: { 'content-security-policy': "default-src 'none'; script-src 'self'" },
      body: '<!doctype html><title>library</title>',
    }),
  );
  await page.goto('/empty.html');
  await page.evaluate(async (url) => {
    window.thetascape = await import(url);
  }, '/thetascape.js');
});

test('a page gets the numbers that the command gets', async ({ page }) => {
  const inPage: EpochLosses[] = await page.evaluate(async (spec) => {
    const run = await window.thetascape.createRun(spec);
    const epochs: EpochLosses[] = [];
    for await (const { epoch, models } of run.train()) {
      const losses = models.map(({ index, trainLoss, validationLoss }) => ({
        model: index,
        trainLoss,
        validationLoss,
      }));
      epochs.push({ epoch, models: losses });
    }
    run.dispose();
    return epochs;
  }, small);
  const inNode = runCommand(JSON.stringify(small)).epochs;
  expect(inPage.length).toBe(inNode.length);
  inNode.forEach(({ models }, i) => {
    expect(inPage[i]!.models.map(({ model }) => model)).toEqual(models.map(({ model }) => model));
    models.forEach((expected, j) => {
      for (const loss of ['trainLoss', 'validationLoss'] as const) {
        expect(Math.abs(inPage[i]!.models[j]![loss] / expected[loss] - 1)).toBeLessThan(ADAPTER_TOLERANCE);
      }
    });
  });
});

test('trains on the device that it is given, and leaves nothing on it', async ({ page }) => {
  const { steps, created, alive, lost, weights } = await page.evaluate(async (spec) => {
    const device = await (await navigator.gpu.requestAdapter())!.requestDevice();
    const buffers: { alive: boolean }[] = [];
    const createBuffer = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
      const buffer = createBuffer(descriptor);
      const record = { alive: true };
      buffers.push(record);
      const destroy = buffer.destroy.bind(buffer);
      buffer.destroy = () => {
        record.alive = false;
        destroy();
      };
      return buffer;
    };
    let isLost = false;
    void device.lost.then(() => (isLost = true));
    const run = await window.thetascape.createRun(spec, { device });
    const plannedOnly = buffers.length;
    const progress: number[] = [];
    for await (const { modelSteps } of run.train()) progress.push(modelSteps);
    run.dispose();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { models } = run.results();
    return {
      steps: progress,
      created: { plannedOnly, training: buffers.length },
      alive: buffers.filter((record) => record.alive).length,
      lost: isLost,
      weights: models.map((model) => model.weights.length),
    };
  }, small);
  expect(created.plannedOnly).toBe(0);
  expect(created.training).toBeGreaterThan(0);
  expect(alive).toBe(0);
  expect(lost).toBe(false);
  // 6 models of 7 steps per epoch: three with dropout and three without, which are trained apart.
  expect(steps).toEqual([21, 42, 63, 84, 105, 126]);
  expect(weights).toEqual(Array.from({ length: 6 }, () => 16 * 2 + 16 * 17 + 17));
});

test('destroys the device that it asked for itself', async ({ page }) => {
  const reason = await page.evaluate(async (spec) => {
    const adapter = (await navigator.gpu.requestAdapter())!;
    const requestDevice = adapter.requestDevice.bind(adapter);
    const devices: GPUDevice[] = [];
    adapter.requestDevice = async (descriptor) => {
      const device = await requestDevice(descriptor);
      devices.push(device);
      return device;
    };
    navigator.gpu.requestAdapter = () => Promise.resolve(adapter);
    const run = await window.thetascape.createRun(spec);
    run.dispose();
    return (await devices[0]!.lost).reason;
  }, small);
  expect(reason).toBe('destroyed');
});

/** y = x − 2z, a plane that one linear layer learns. */
const rows = Array.from({ length: 80 }, (_, i) => [i % 9, (i * 7) % 11]).map(([x, z]) => [x!, z!, x! - 2 * z!]);
const csv = ['x,z,y', ...rows.map((row) => row.join(','))].join('\n');

test('reads the files that a spec names through `files`', async ({ page }) => {
  const { losses, features, units } = await page.evaluate(async (text) => {
    const files = {
      async *readText() {
        yield text.slice(0, 100);
        yield text.slice(100);
      },
      readBytes: () => Promise.reject(new Error('no other file is asked for')),
    };
    const spec = {
      data: { kind: 'csv' as const, path: 'plane.csv', features: ['x', 'z'], targets: 'y' },
      network: { hidden: [] },
      training: { epochs: 20, batchSize: 8, learningRate: 0.05 },
    };
    const run = await window.thetascape.createRun(spec, { files });
    for await (const _ of run.train()) continue;
    const { models, datasets } = run.results();
    run.dispose();
    return {
      losses: [...models[0]!.validationLoss],
      features: datasets[0]!.features.map(({ name }) => name),
      units: models[0]!.model.setting.network.widths,
    };
  }, csv);
  expect(features).toEqual(['x', 'z']);
  expect(units).toEqual([2, 1]);
  expect(losses.at(-1)).toBeLessThan(1e-3);
  expect(losses.at(-1)).toBeLessThan(losses[0]! / 100);
});

test('says what to do about a file without `files`', async ({ page }) => {
  const message = await page.evaluate(async () => {
    const spec = { data: { kind: 'csv' as const, path: 'plane.csv', features: 'x', targets: 'y' } };
    const { createRun, ThetascapeError } = window.thetascape;
    return createRun(spec).then(
      () => 'no error',
      (error: unknown) => (error instanceof ThetascapeError ? error.message : `not for users: ${String(error)}`),
    );
  });
  expect(message).toBe('The file "plane.csv" cannot be read in a page: pass `files` with the run\'s options.');
});
