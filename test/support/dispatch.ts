import { readBack } from '../../src/buffers/read-back';
import { createBindGroup, createPipeline, DYNAMIC_BINDING } from '../../src/gpu/pipelines';
import type { Kernel } from '../../src/kernels/kernel';
import { shaderSource } from '../../src/kernels/sources';
import { wordsOf, type KernelBuffers } from './kernel-buffers';

/** One dispatch of one kernel over all models. */
export interface Dispatch {
  kernel: Pick<Kernel, 'name' | 'bindings' | 'workgroup'>;
  overrides: Record<string, number>;
  /** Workgroups along x. */
  workgroups: number;
  models: number;
  buffers: KernelBuffers;
}

/** Runs a dispatch on copies of its buffers; returns the words of every buffer afterwards. Throws on a GPU error. */
export async function runDispatch(device: GPUDevice, dispatch: Dispatch): Promise<Record<string, Uint32Array>> {
  const { kernel, overrides, workgroups, models, buffers } = dispatch;
  const pipeline = await createPipeline(device, kernel, overrides);
  device.pushErrorScope('validation');
  const uploaded = Object.fromEntries(
    kernel.bindings.map((name) => [
      name,
      upload(device, name, wordsOf(name, buffers[name]!, shaderSource(kernel.name))),
    ]),
  );
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline.pipeline);
  const offsets = kernel.bindings.includes(DYNAMIC_BINDING) ? [0] : [];
  pass.setBindGroup(0, createBindGroup(device, pipeline, uploaded), offsets);
  pass.dispatchWorkgroups(workgroups, models);
  pass.end();
  device.queue.submit([encoder.finish()]);
  const results = await readBack(device, Object.values(uploaded));
  Object.values(uploaded).forEach((buffer) => buffer.destroy());
  const error = await device.popErrorScope();
  if (error) throw new Error(`${kernel.name}: ${error.message}`);
  return Object.fromEntries(Object.keys(uploaded).map((name, i) => [name, new Uint32Array(results[i]!)]));
}

function upload(device: GPUDevice, label: string, words: Uint32Array<ArrayBuffer>): GPUBuffer {
  const { UNIFORM, STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
  const buffer = device.createBuffer({ label, size: words.byteLength, usage: UNIFORM | STORAGE | COPY_DST | COPY_SRC });
  device.queue.writeBuffer(buffer, 0, words);
  return buffer;
}
