import { expect, test } from 'vitest';
import { requestNodeAdapter } from '../../src/gpu/node-gpu';

test("Dawn's adapter does work in Node, with WebGPU's constants as globals", async () => {
  const adapter = await requestNodeAdapter();
  const device = await adapter?.requestDevice();
  const buffer = device?.createBuffer({ size: 16, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  if (!device || !buffer) throw new Error('no adapter: run `npm test`, which provides one');
  device.queue.writeBuffer(buffer, 0, new Uint32Array([1, 2, 3, 4]));
  await buffer.mapAsync(GPUMapMode.READ);
  expect([...new Uint32Array(buffer.getMappedRange())]).toEqual([1, 2, 3, 4]);
  device.destroy();
});
