/** Every wait for a device ends: after minutes while drivers may compile, after half a minute from then on. */
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answer, DEADLINES } from '../../src/gpu/answer';
import { DeviceLostError } from '../../src/gpu/lost';
import { freshDevice } from '../support/device';

const devices: GPUDevice[] = [];
let device: GPUDevice;
beforeEach(async () => {
  devices.push((device = await freshDevice()));
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());
afterAll(() => devices.forEach((own) => own.destroy()));

const never = new Promise<void>(() => {});

/** Work that a device does within so many milliseconds. */
const work = (milliseconds: number): Promise<void> =>
  answer(device, new Promise<void>((resolve) => setTimeout(resolve, milliseconds)));

/** Milliseconds until a device that has fallen silent is given up. */
async function patience(): Promise<number> {
  const started = performance.now();
  const given = answer(device, never).then(
    () => NaN,
    (error: unknown) => (error instanceof DeviceLostError ? performance.now() - started : NaN),
  );
  await vi.advanceTimersByTimeAsync(2 * DEADLINES.setup);
  return given;
}

async function doWork(milliseconds: number): Promise<void> {
  const done = work(milliseconds);
  await vi.advanceTimersByTimeAsync(milliseconds);
  await done;
}

test('a device that has done nothing yet has the time to compile', async () => {
  expect(await patience()).toBe(DEADLINES.first);
});

test('once it has worked it has less', async () => {
  await doWork(100);
  expect(await patience()).toBe(DEADLINES.work);
});

test('until something new is set up on it', async () => {
  await doWork(100);
  await answer(device, Promise.resolve(), 'setup');
  expect(await patience()).toBe(DEADLINES.first);
  await doWork(100);
  expect(await patience()).toBe(DEADLINES.work);
});

test('a slow one has longer, and none has for ever', async () => {
  await doWork(5000);
  expect(await patience()).toBe(5000 * DEADLINES.factor);
  await doWork(90_000);
  expect(await patience()).toBe(DEADLINES.setup);
});
