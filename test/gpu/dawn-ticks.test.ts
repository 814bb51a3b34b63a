/** How Node waits for the GPU: what Dawn asks for at each turn of the event loop is put off, what others ask for is not. */
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { patiently } from '../../src/gpu/dawn-ticks';
import { testDevice } from '../support/device';

const timers = vi.spyOn(globalThis, 'setTimeout');
const device = await testDevice();

/** Dawn's callbacks are native code without a name, as bound functions can be. */
function native(callback: () => void): () => void {
  return Object.defineProperty(callback.bind(null), 'name', { value: '' });
}

function waiting() {
  let now = 0;
  const immediate = vi.fn<(callback: () => void) => NodeJS.Immediate>();
  const timeout = vi.fn<(callback: () => void, milliseconds: number) => void>();
  const wait = patiently(Object.assign(immediate, { __promisify__: promisify(setImmediate) }), timeout, () => now);
  return { wait, immediate, timeout, pass: (milliseconds: number) => (now += milliseconds) };
}

test('Dawn looks at every turn for a millisecond, then once in a millisecond, until it waits anew', () => {
  const { wait, immediate, timeout, pass } = waiting();
  const look = native(() => wait(look));
  wait(look);
  pass(0.9);
  immediate.mock.calls[0]![0]();
  expect(immediate).toHaveBeenCalledTimes(2);
  pass(0.2);
  immediate.mock.calls[1]![0]();
  timeout.mock.calls[0]![0]();
  expect(timeout.mock.calls.map(([, delay]) => delay)).toEqual([1, 1]);
  wait(look); // not within a look: the work before is done
  expect(immediate).toHaveBeenCalledTimes(3);
});

test('others have the setImmediate that they know', async () => {
  const { wait, immediate, timeout, pass } = waiting();
  const callbacks = [() => {}, Math.random];
  for (const callback of callbacks) {
    wait(callback);
    pass(10);
  }
  expect(immediate.mock.calls.map(([callback]) => callback)).toEqual(callbacks);
  expect(timeout).not.toHaveBeenCalled();
  expect(await promisify(setImmediate)('in turn')).toBe('in turn');
});

test('the Dawn that is installed waits like this', async () => {
  const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const [from, to] = [0, 1].map(() => device.createBuffer({ size: 2 ** 25, usage }));
  const encoder = device.createCommandEncoder();
  for (let i = 0; i < 16; i++) encoder.copyBufferToBuffer(from!, to!);
  device.queue.submit([encoder.finish()]);
  await device.queue.onSubmittedWorkDone();
  expect(timers).toHaveBeenCalledWith(expect.any(Function), 1);
});
