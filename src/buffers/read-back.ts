import { ThetascapeError } from '../errors';
import { answer, refused } from '../gpu/answer';
import { StaleReadBackError } from '../gpu/lost';

/** A part of a buffer, in bytes that are multiples of four. */
export interface BufferSlice {
  buffer: GPUBuffer;
  offset: number;
  size: number;
}

/** Words that a submission copies along, so that zeros or what was read before cannot pass for what was asked for. */
const SEAL = { magic: 0x7e7a_5ca9, bytes: 8 };
let seals = 0;

/**
 * Copies buffers to the host in one submission. The only proof that earlier work was done is what arrives here.
 *
 * @throws DeviceLostError when the device fails, or what arrives is not what this submission copied
 */
export async function readBack(device: GPUDevice, from: readonly (GPUBuffer | BufferSlice)[]): Promise<ArrayBuffer[]> {
  const own = Uint32Array.of(SEAL.magic, ++seals);
  const sealed: BufferSlice = { buffer: createSeal(device, own), offset: 0, size: SEAL.bytes };
  const sources = [...from.map(sliceOf), sealed];
  let size = 0;
  const offsets = sources.map((source) => (size += source.size) - source.size);
  const staging = device.createBuffer({
    label: 'staging',
    size,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  try {
    const encoder = device.createCommandEncoder({ label: 'read-back' });
    sources.forEach((source, i) =>
      encoder.copyBufferToBuffer(source.buffer, source.offset, staging, offsets[i]!, source.size),
    );
    device.queue.submit([encoder.finish()]);
    await answer(device, staging.mapAsync(GPUMapMode.READ));
    const mapped = staging.getMappedRange();
    const read = sources.map((source, i) => mapped.slice(offsets[i], offsets[i]! + source.size));
    const words = new Uint32Array(read.pop()!);
    if (own.some((word, i) => word !== words[i])) throw new StaleReadBackError('data');
    return read;
  } catch (error) {
    // once a device fails, what WebGPU has returned before is refused wherever it is used
    throw error instanceof ThetascapeError ? error : refused(error);
  } finally {
    sealed.buffer.destroy();
    staging.destroy();
  }
}

const sliceOf = (source: GPUBuffer | BufferSlice): BufferSlice =>
  'buffer' in source ? source : { buffer: source, offset: 0, size: source.size };

function createSeal(device: GPUDevice, words: Uint32Array): GPUBuffer {
  const buffer = device.createBuffer({
    label: 'seal',
    size: SEAL.bytes,
    usage: GPUBufferUsage.COPY_SRC,
    mappedAtCreation: true,
  });
  new Uint32Array(buffer.getMappedRange()).set(words);
  buffer.unmap();
  return buffer;
}
