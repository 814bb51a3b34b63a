import { allocate, type Buffers } from '../buffers/allocate';
import { createBindGroup, createPipeline } from '../gpu/pipelines';
import { copyProbe, fmaProbe } from '../kernels';
import type { BufferPlan } from '../plan/buffer-table';
import { minimum } from '../metrics/statistics';
import type { Clock } from './clock';
import { calibrateRepeats, sampleOf, type Region } from './timing';

/** The most that a device was seen to do. */
export interface Peaks {
  /** Floating-point operations per second, of multiply-adds that depend on nothing but themselves. */
  flops: number;
  /** Bytes per second, read and written, of a copy that no cache holds. */
  bytes: number;
}

/** Bytes that are copied: more than caches hold, and no more than any device binds. */
const COPIED = 128 * 2 ** 20;
/** Workgroups of one dispatch that any device takes; each of them is one repeat of the arithmetic. */
const MOST_WORKGROUPS = 65_535;
/** A factor below 1, so that the chains stay finite whatever their length. */
const COEFFICIENTS = new Float32Array([0.9999, 0.0001]);
const SAMPLES = 5;
/** Seconds of a sample, over which a device finds its pace. */
const LEAST = 0.05;

/** Measures both peaks with a micro-benchmark each. Throws ThetascapeError when the device refuses the memory. */
export async function measurePeaks(device: GPUDevice, clock: Clock): Promise<Peaks> {
  const arithmetic = { invocations: fmaProbe.workgroup };
  const copy = { numbers: COPIED / 4 };
  const buffers = await allocate(device, [
    storage('coefficients', COEFFICIENTS.byteLength),
    storage('chainSums', MOST_WORKGROUPS * fmaProbe.bytes(arithmetic)),
    storage('original', COPIED),
    storage('duplicate', COPIED),
  ]);
  device.queue.writeBuffer(buffers.get('coefficients'), 0, COEFFICIENTS);
  try {
    const fma = await bindProbe(device, fmaProbe, buffers);
    const copying = await bindProbe(device, copyProbe, buffers);
    const workgroups = copyProbe.workgroups(copy);
    const seconds = {
      // more workgroups, since those of one dispatch run side by side
      fma: await fastest(clock, {
        name: fmaProbe.name,
        least: LEAST,
        repeats: (wanted) => Math.min(wanted, MOST_WORKGROUPS),
        prepare: (repeats) => (compute) => fma(compute, repeats),
      }),
      copy: await fastest(clock, {
        name: copyProbe.name,
        least: LEAST,
        repeats: (wanted) => wanted,
        prepare: (repeats) => (compute) => {
          for (let i = 0; i < repeats; i++) copying(compute, workgroups);
        },
      }),
    };
    return { flops: fmaProbe.flops(arithmetic) / seconds.fma, bytes: copyProbe.bytes(copy) / seconds.copy };
  } finally {
    buffers.dispose();
  }
}

/** Compiles a probe; what it returns dispatches so many workgroups of it. */
async function bindProbe(device: GPUDevice, probe: typeof fmaProbe | typeof copyProbe, buffers: Buffers) {
  const pipeline = await createPipeline(device, probe);
  const named = Object.fromEntries(probe.bindings.map((name) => [name, buffers.get(name)]));
  const group = createBindGroup(device, pipeline, named);
  return (compute: GPUComputePassEncoder, workgroups: number): void => {
    compute.setPipeline(pipeline.pipeline);
    compute.setBindGroup(0, group);
    compute.dispatchWorkgroups(workgroups);
  };
}

/** Seconds of one repeat in the sample that was disturbed the least. */
async function fastest(clock: Clock, region: Region): Promise<number> {
  const repeats = await calibrateRepeats(clock, region);
  const seconds: number[] = [];
  for (let i = 0; i < SAMPLES; i++) seconds.push((await sampleOf(clock, region, repeats)).seconds / repeats);
  return minimum(seconds);
}

const storage = (name: string, bytes: number): BufferPlan => ({
  name,
  shape: 'f32',
  bytes,
  usage: 'storage',
  perModel: false,
});
