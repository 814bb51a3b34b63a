import { afterAll, afterEach, expect } from 'vitest';
import { requestDevice } from '../../src/gpu/device';
import { requestNodeAdapter } from '../../src/gpu/node-gpu';

/**
 * The device of a test file: call it once, at the file's top level (`const device = await testDevice()`).
 *
 * After each test it checks that no GPU error went unnoticed. Without an adapter the file fails: `npm test` always
 * provides one.
 */
export async function testDevice(): Promise<GPUDevice> {
  const device = await freshDevice();
  const errors: string[] = [];
  device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message));
  afterEach(async () => {
    await device.queue.onSubmittedWorkDone();
    expect(errors.splice(0)).toEqual([]);
  });
  afterAll(() => device.destroy());
  return device;
}

/** A device that a test may lose or break; it destroys it itself. */
export async function freshDevice(): Promise<GPUDevice> {
  const adapter = await requestNodeAdapter();
  if (!adapter) {
    throw new Error('No WebGPU adapter: run `npm test`, or load one with `eval "$(node scripts/adapter-env.mjs)"`.');
  }
  return requestDevice(adapter);
}
