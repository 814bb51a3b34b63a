import { expect, test, vi } from 'vitest';
import { freshDevice } from '../support/device';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('Node rests while an answer of Dawn is due, and only then', async () => {
  const device = await freshDevice();
  await turn();
  const wait = vi.spyOn(Atomics, 'wait');
  await turn();
  expect(wait).not.toHaveBeenCalled();
  const buffer = device.createBuffer({ size: 1 << 20, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  await Promise.all([device.queue.onSubmittedWorkDone(), buffer.mapAsync(GPUMapMode.READ)]);
  expect(wait).toHaveBeenCalled();
  await turn();
  wait.mockClear();
  await turn();
  expect(wait).not.toHaveBeenCalled();
  // a refusal comes through
  await expect(buffer.mapAsync(GPUMapMode.READ)).rejects.toThrow();
  wait.mockRestore();
  device.destroy();
});
