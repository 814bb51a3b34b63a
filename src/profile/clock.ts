import { readBack } from '../buffers/read-back';
import { PATIENT } from '../gpu/dawn-ticks';
import { median } from '../metrics/statistics';

/** Commands of one compute pass. */
export type Encode = (compute: GPUComputePassEncoder) => void;

/** When something ran on the device; seconds since the clock was opened, and how long. */
export interface Reading {
  start: number;
  seconds: number;
}

/** Measures how long a device works on a compute pass. */
export interface Clock {
  /** GPU timestamps, or the host's clock from submission to completion. */
  kind: 'timestamps' | 'wall clock';
  /** Smallest step between two readings, in seconds. */
  quantum: number;
  /**
   * What a reading may be off by, in seconds: the quantum, what a pass without commands takes, and by the host's clock how
   * late Node may see that a pass has ended.
   */
  error: number;
  time(label: string, encode: Encode): Promise<Reading>;
  dispose(): void;
}

/** Passes without commands that tell what a clock's readings are worth. */
const TRIALS = 32;
/** Factor between the device's clock and the host's, over all trials, that their delays do not explain. */
const DISAGREEMENT = 1.5;
const NANO = 1e-9;

/** The device's timestamps where it has them (feature `timestamp-query`) and they go as fast as time, else the host's. */
export async function openClock(device: GPUDevice): Promise<Clock> {
  const timestamps = device.features.has('timestamp-query') ? await openTimestamps(device) : null;
  return timestamps ?? openWallClock(device);
}

/** Null where the device's clock and the host's disagree: drivers have been seen to scale theirs wrongly. */
async function openTimestamps(device: GPUDevice): Promise<Clock | null> {
  const querySet = device.createQuerySet({ label: 'clock', type: 'timestamp', count: 2 });
  const { QUERY_RESOLVE, COPY_SRC } = GPUBufferUsage;
  const resolved = device.createBuffer({ label: 'clock', size: 16, usage: QUERY_RESOLVE | COPY_SRC });

  /** Nanoseconds before and after the pass. */
  async function stamps(label: string, encode: Encode): Promise<[bigint, bigint]> {
    const encoder = device.createCommandEncoder({ label });
    const timestampWrites = { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
    const compute = encoder.beginComputePass({ label, timestampWrites });
    encode(compute);
    compute.end();
    encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
    device.queue.submit([encoder.finish()]);
    const [bytes] = await readBack(device, [resolved]);
    const [before = 0n, after = 0n] = new BigUint64Array(bytes!);
    return [before, after];
  }

  const started = performance.now();
  const trials = await repeat(TRIALS, () => stamps('nothing', () => {}));
  const opened = trials[0]![0];
  const elapsed = Number(trials.at(-1)![1] - opened) * NANO;
  function dispose(): void {
    querySet.destroy();
    resolved.destroy();
  }
  if (Math.abs(Math.log(elapsed / ((performance.now() - started) / 1000))) > Math.log(DISAGREEMENT)) {
    dispose();
    return null;
  }
  const quantum = Number(trials.flat().reduce((step, stamp) => gcd(step, stamp - opened), 0n)) * NANO;
  const empty = median(trials.map(([before, after]) => Number(after - before) * NANO));
  return {
    kind: 'timestamps',
    quantum,
    error: quantum + empty,
    async time(label, encode) {
      const [before, after] = await stamps(label, encode);
      return { start: Number(before - opened) * NANO, seconds: Number(after - before) * NANO };
    },
    dispose,
  };
}

async function openWallClock(device: GPUDevice): Promise<Clock> {
  const opened = performance.now();

  async function time(label: string, encode: Encode): Promise<Reading> {
    const encoder = device.createCommandEncoder({ label });
    const compute = encoder.beginComputePass({ label });
    encode(compute);
    compute.end();
    const commands = encoder.finish();
    const started = performance.now();
    device.queue.submit([commands]);
    await device.queue.onSubmittedWorkDone();
    return { start: (started - opened) / 1000, seconds: (performance.now() - started) / 1000 };
  }

  const trials = await repeat(TRIALS, () => time('nothing', () => {}));
  const quantum = hostQuantum();
  const empty = median(trials.map(({ seconds }) => seconds));
  return { kind: 'wall clock', quantum, error: quantum + empty + PATIENT / 1000, time, dispose: () => {} };
}

/** Seconds between two ticks of the host's clock, which browsers make coarse. */
function hostQuantum(): number {
  const started = performance.now();
  let now = started;
  while (now === started) now = performance.now();
  return (now - started) / 1000;
}

async function repeat<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let i = 0; i < count; i++) results.push(await act());
  return results;
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? abs(a) : gcd(b, a % b);
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value);
