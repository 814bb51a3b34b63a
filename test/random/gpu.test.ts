import { expect, test } from 'vitest';
import { permute, shuffleKeys } from '../../src/random/permutation';
import { philox, unitFloat } from '../../src/random/philox';
import { philoxKey } from '../../src/random/streams';
import { testDevice } from '../support/device';
import { linkTestShader } from '../support/shader';

const device = await testDevice();
const philoxBlocks = await makePipeline('philox-blocks.wesl');
const permutedIndices = await makePipeline('permuted-indices.wesl');

const MODEL_KEY = 0x1b_dead_beef_1234;

test.each([
  [
    [0, 0, 0, 0],
    [0, 0],
  ],
  // Counter word 0 passes through 2^32 − 1 on the way, where a wrong carry would show.
  [[0xffffffff - 500, 0xffffffff, 0x80000000, 0xffff], philoxKey(MODEL_KEY, 'dropout')],
])('philox and unitFloat agree on 131,072 blocks from counter %j, key %j', async (counter, key) => {
  const count = 2 ** 17;
  const [blocks, floats] = await run(philoxBlocks, [...counter, ...key, 0, 0], [count * 16, count * 16], count);
  const expected = new Uint32Array(4 * count);
  for (let i = 0; i < count; i++) {
    philox([counter[0]! + i, ...counter.slice(1)], key, expected.subarray(4 * i, 4 * i + 4));
  }
  expectSameWords(new Uint32Array(blocks!), expected);
  expectSameWords(new Uint32Array(floats!), new Uint32Array(Float32Array.from(expected, unitFloat).buffer));
});

test.each([1, 2, 3, 4, 5, 63, 64, 65, 1000, 7000, 65_537, 131_071])('permute agrees for n = %i', async (n) => {
  for (const epoch of [0, 1, 0xffffffff]) {
    const key = philoxKey(MODEL_KEY + n, 'shuffle');
    const [permuted] = await run(permutedIndices, [...key, epoch, n], [4 * n], n);
    const keys = shuffleKeys(key, epoch);
    expectSameWords(
      new Uint32Array(permuted!),
      Uint32Array.from({ length: n }, (_, i) => permute(i, n, keys)),
    );
  }
});

async function makePipeline(file: string): Promise<GPUComputePipeline> {
  const code = await linkTestShader(new URL(file, import.meta.url));
  const module = device.createShaderModule({ label: file, code });
  return device.createComputePipelineAsync({ label: file, layout: 'auto', compute: { module } });
}

/** Runs at least `invocations` with the uniform words at binding 0 and outputs of the given bytes at 1, 2, … */
async function run(pipeline: GPUComputePipeline, uniform: number[], outputs: number[], invocations: number) {
  const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
  const uniforms = device.createBuffer({ size: uniform.length * 4, usage });
  device.queue.writeBuffer(uniforms, 0, Uint32Array.from(uniform));
  const buffers = outputs.map((size) =>
    device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC }),
  );
  const readBacks = outputs.map((size) =>
    device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST }),
  );
  const entries = [uniforms, ...buffers].map((buffer, binding) => ({ binding, resource: { buffer } }));
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(Math.ceil(invocations / 64));
  pass.end();
  buffers.forEach((buffer, i) => encoder.copyBufferToBuffer(buffer, 0, readBacks[i]!, 0, outputs[i]));
  device.queue.submit([encoder.finish()]);
  const results = await Promise.all(
    readBacks.map(async (buffer) => {
      await buffer.mapAsync(GPUMapMode.READ);
      return buffer.getMappedRange().slice(0);
    }),
  );
  [uniforms, ...buffers, ...readBacks].forEach((buffer) => buffer.destroy());
  return results;
}

/** Compares typed arrays without vitest's slow element-wise diff. */
function expectSameWords(actual: Uint32Array, expected: Uint32Array): void {
  expect(actual.length).toBe(expected.length);
  const first = actual.findIndex((word, i) => word !== expected[i]);
  expect(first === -1 ? 'same' : `word ${first}: ${actual[first]} instead of ${expected[first]}`).toBe('same');
}
