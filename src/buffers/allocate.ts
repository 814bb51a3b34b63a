import { ThetascapeError } from '../errors';
import { answer } from '../gpu/answer';
import type { BufferPlan } from '../plan/buffer-table';

/** The named buffers of a wave; whoever allocates them disposes of them. */
export interface Buffers {
  get(name: string): GPUBuffer;
  dispose(): void;
}

/**
 * Allocates what the plan lists, zero-initialised by WebGPU.
 * Throws ThetascapeError, with nothing left allocated, when the device refuses.
 */
export async function allocate(device: GPUDevice, plan: readonly BufferPlan[]): Promise<Buffers> {
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  const buffers = new Map(plan.map((buffer) => [buffer.name, createBuffer(device, buffer)]));
  const dispose = () => buffers.forEach((buffer) => buffer.destroy());
  const scopes = [device.popErrorScope(), device.popErrorScope()];
  const [invalid, outOfMemory] = await answer(device, Promise.all(scopes), 'setup');
  const error = outOfMemory ?? invalid;
  if (error) {
    dispose();
    const bytes = plan.reduce((total, buffer) => total + buffer.bytes, 0);
    throw new ThetascapeError(
      `The GPU could not allocate ${(bytes / 2 ** 20).toFixed(1)} MiB for the models (${error.message.split('\n')[0]}): ` +
        `train fewer models at once or use a device with more memory.`,
    );
  }
  return {
    get(name) {
      const buffer = buffers.get(name);
      if (!buffer) throw new Error(`the plan has no buffer ${name}`);
      return buffer;
    },
    dispose,
  };
}

function createBuffer(device: GPUDevice, { name, bytes, usage }: BufferPlan): GPUBuffer {
  const { UNIFORM, STORAGE, COPY_DST, COPY_SRC } = GPUBufferUsage;
  return device.createBuffer({
    label: name,
    size: bytes,
    usage: (usage === 'uniform' ? UNIFORM : STORAGE) | COPY_DST | COPY_SRC,
  });
}
