import { answer } from './answer';
import type { Kernel } from '../kernels/kernel';
import type { ShaderSource } from '../kernels/shader-source';
import { shaderSource } from '../kernels/sources';

/** The uniform whose offset changes from pass to pass. */
export const DYNAMIC_BINDING = 'step';

export interface Pipeline {
  name: string;
  pipeline: GPUComputePipeline;
  layout: GPUBindGroupLayout;
  source: ShaderSource;
}

type AnyKernel = Pick<Kernel, 'name' | 'bindings' | 'workgroup'>;

const caches = new WeakMap<GPUDevice, Map<string, Promise<Pipeline>>>();

/**
 * The pipeline of a kernel with the given overrides, compiled once per device.
 * Throws with kernel, line and column when the shader does not compile, or when host and shader name other bindings,
 * and a DeviceLostError when the driver fails.
 */
export function createPipeline(
  device: GPUDevice,
  kernel: AnyKernel,
  overrides: Record<string, number> = {},
): Promise<Pipeline> {
  const cache = caches.get(device) ?? new Map<string, Promise<Pipeline>>();
  caches.set(device, cache);
  const key = `${kernel.name} ${kernel.workgroup} ${JSON.stringify(overrides)}`;
  const cached = cache.get(key);
  if (cached) return cached;
  const compiling = compile(device, kernel, overrides);
  cache.set(key, compiling);
  compiling.catch(() => cache.delete(key));
  return compiling;
}

async function compile(device: GPUDevice, kernel: AnyKernel, overrides: Record<string, number>): Promise<Pipeline> {
  const { name } = kernel;
  const source = shaderSource(name);
  checkBindings(kernel, source);
  const module = device.createShaderModule({ label: name, code: source.code });
  const { messages } = await answer(device, module.getCompilationInfo(), 'setup');
  const errors = messages.filter(({ type }) => type === 'error');
  if (errors.length > 0) {
    const lines = errors.map(
      ({ lineNum, linePos, message }) => `${name}.wesl (linked) ${lineNum}:${linePos} ${message}`,
    );
    throw new Error(lines.join('\n'));
  }
  const layout = device.createBindGroupLayout({ label: name, entries: layoutEntries(source) });
  const compiling = device.createComputePipelineAsync({
    label: name,
    layout: device.createPipelineLayout({ label: name, bindGroupLayouts: [layout] }),
    compute: { module, entryPoint: 'main', constants: { WORKGROUP: kernel.workgroup, ...overrides } },
  });
  const pipeline = await answer(device, compiling, 'setup');
  return { name, pipeline, layout, source };
}

function checkBindings({ name, bindings }: AnyKernel, source: ShaderSource): void {
  const declared = Object.keys(source.bindings);
  const wrong = [
    ...declared.filter((binding) => !bindings.includes(binding)),
    ...bindings.filter((binding) => !declared.includes(binding)),
  ];
  if (wrong.length > 0) throw new Error(`${name}: host and shader disagree on the bindings ${wrong.join(', ')}`);
}

function layoutEntries(source: ShaderSource): GPUBindGroupLayoutEntry[] {
  return Object.entries(source.bindings).map(([name, { binding, type }]) => ({
    binding,
    visibility: GPUShaderStage.COMPUTE,
    buffer: { type, hasDynamicOffset: name === DYNAMIC_BINDING },
  }));
}

/** A buffer, or a part of one, to bind. */
export type BoundBuffer = GPUBuffer | GPUBufferBinding;

/** Binds buffers by the names that the shader gives them. */
export function createBindGroup(
  device: GPUDevice,
  { name, layout, source }: Pipeline,
  buffers: Record<string, BoundBuffer>,
): GPUBindGroup {
  const entries = Object.entries(source.bindings).map(([key, { binding }]) => {
    const bound = buffers[key];
    if (!bound) throw new Error(`${name}: no buffer for ${key}`);
    return { binding, resource: 'buffer' in bound ? bound : { buffer: bound } };
  });
  return device.createBindGroup({ label: name, layout, entries });
}
