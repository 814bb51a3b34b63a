/** What waits on the device at a time, on a device without hardware whose work takes as long as the test says. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BoundKernels } from '../../src/train/bind-kernels';
import { PassQueue, type Pacing } from '../../src/train/pass-queue';
import { trainPasses } from '../../src/train/passes';
import { structLayout } from '../../src/train/upload';
import { modelsOf } from '../support/models';
import { datasetOf, planOf } from '../support/sweep';

const MODELS = 100;
const [wave] = planOf({
  models: modelsOf(Array.from({ length: MODELS }, () => ({}))),
  datasets: [datasetOf(1, 400, 8)],
}).waves;
const passes = trainPasses(wave!, 0, 0);

/** What the queue asks of a device, as one. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-parameters -- it asks for no more
const fake = <T>(parts: object): T => parts as T;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Trains the passes on a device that does a pass of a model in `milliseconds`. */
async function submitted(milliseconds: number, pacing: Pacing) {
  const log: { models: number; passes: number; seconds: number }[] = [];
  const state = { waiting: 0, mostWaiting: 0, busyUntil: 0, busy: 0, current: { models: 0, passes: 0 } };
  const pass = {
    setPipeline: () => {},
    setBindGroup: () => {},
    pushDebugGroup: () => {},
    popDebugGroup: () => {},
    end: () => {},
    dispatchWorkgroups: (_: number, models: number) => (state.current.models = models),
  };
  const queue = {
    writeBuffer: (...[, , , , bytes]: [unknown, number, ArrayBuffer, number, number]) =>
      (state.current.passes = bytes / 256),
    submit: () => {
      const duration = state.current.models * state.current.passes * milliseconds;
      state.busyUntil = Math.max(state.busyUntil, performance.now()) + duration;
      state.busy += duration;
      state.mostWaiting = Math.max(state.mostWaiting, ++state.waiting);
      log.push({ ...state.current, seconds: duration });
    },
    onSubmittedWorkDone: () => {
      const left = state.busyUntil - performance.now();
      return new Promise<void>((resolve) => setTimeout(resolve, left)).then(() => void state.waiting--);
    },
  };
  const createCommandEncoder = () => ({ beginComputePass: () => pass, finish: () => ({}) });
  const device = fake<GPUDevice>({ queue, createCommandEncoder, lost: new Promise(() => {}) });
  const kernels = fake<BoundKernels>({ grain: 32, get: () => ({}) });
  const passQueue = new PassQueue(device, kernels, fake<GPUBuffer>({}), structLayout('adam', 'Step'), pacing);
  const started = performance.now();
  const done = passQueue.submit(passes, MODELS);
  await vi.runAllTimersAsync();
  expect(await done).toBe(true);
  return { log, state, milliseconds: performance.now() - started };
}

test.each([
  { milliseconds: 0.01, target: 8 },
  { milliseconds: 0.2, target: 8 },
  { milliseconds: 0.2, target: 100 },
])('$milliseconds ms a model: submissions of $target ms, never more than two on the device', async (device) => {
  const pacing = { targetMilliseconds: device.target, lowPriority: false };
  const { log, state, milliseconds } = await submitted(device.milliseconds, pacing);
  expect(state.mostWaiting).toBe(2);
  expect(Math.max(...log.map(({ seconds }) => seconds))).toBeLessThanOrEqual(device.target);
  expect(log.reduce((total, own) => total + own.models * own.passes, 0)).toBe(MODELS * passes.length);
  expect(milliseconds / state.busy).toBeLessThan(1.1); // the device has hardly a pause
});

test('with low priority the device is left alone for as long as it worked', async () => {
  const { state, milliseconds } = await submitted(0.02, { targetMilliseconds: 8, lowPriority: true });
  expect(state.mostWaiting).toBe(1);
  expect(milliseconds / state.busy).toBeGreaterThan(1.9);
});
