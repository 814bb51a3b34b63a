/** A part of a buffer, in bytes that are multiples of four. */
export interface BufferSlice {
  buffer: GPUBuffer;
  offset: number;
  size: number;
}

/** Copies buffers to the host in one submission. The only proof that earlier work was done is what arrives here. */
export async function readBack(device: GPUDevice, from: readonly (GPUBuffer | BufferSlice)[]): Promise<ArrayBuffer[]> {
  const sources = from.map((source) =>
    'buffer' in source ? source : { buffer: source, offset: 0, size: source.size },
  );
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
    await staging.mapAsync(GPUMapMode.READ);
    const mapped = staging.getMappedRange();
    return sources.map((source, i) => mapped.slice(offsets[i], offsets[i]! + source.size));
  } finally {
    staging.destroy();
  }
}
