/** Copies whole buffers to the host in one submission. The only proof that earlier work was done is what arrives here. */
export async function readBack(device: GPUDevice, sources: readonly GPUBuffer[]): Promise<ArrayBuffer[]> {
  const offsets = sources.map((_, i) => sources.slice(0, i).reduce((total, { size }) => total + size, 0));
  const size = sources.reduce((total, source) => total + source.size, 0);
  const staging = device.createBuffer({
    label: 'staging',
    size,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });
  try {
    const encoder = device.createCommandEncoder({ label: 'read-back' });
    sources.forEach((source, i) => encoder.copyBufferToBuffer(source, 0, staging, offsets[i]!, source.size));
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const mapped = staging.getMappedRange();
    return sources.map((source, i) => mapped.slice(offsets[i], offsets[i]! + source.size));
  } finally {
    staging.destroy();
  }
}
