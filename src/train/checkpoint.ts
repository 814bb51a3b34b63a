import type { Buffers } from '../buffers/allocate';
import { readBack } from '../buffers/read-back';
import type { KernelPath } from '../plan/kernel-path';
import { frozenAt, readHealth, StaleReadBackError } from './loss-records';

/** All that an epoch changes and the next one starts from. */
const LAYERED = ['parameters', 'firstMoment', 'secondMoment', 'health', 'updateReports'] as const;
const STATE = {
  layered: LAYERED,
  subgroups: LAYERED,
  fused: ['parameters', 'adamMoments', 'health', 'updateReports'],
} as const satisfies Record<KernelPath, readonly string[]>;

/** A wave after an epoch, on the host: from here it trains on, bit for bit, on any device of the same kind. */
export interface Checkpoint {
  /** Epochs that were trained. */
  epoch: number;
  /** Passes that were run, which their stamps are made of. */
  tick: number;
  /** Contents of the buffers of the state, in their order. */
  state: ArrayBuffer[];
  bytes: number;
}

/**
 * Reads the state of a wave after `epoch` epochs and `tick` passes. Throws StaleReadBackError when what is read is not
 * what the kernels wrote: zeros would be trained on as if they were weights.
 */
export async function takeCheckpoint(
  device: GPUDevice,
  buffers: Buffers,
  path: KernelPath,
  epoch: number,
  tick: number,
): Promise<Checkpoint> {
  const state = await readBack(
    device,
    STATE[path].map((name) => buffers.get(name)),
  );
  const [health, updateReports] = [state.at(-2)!, state.at(-1)!];
  for (let model = 0; model < updateReports.byteLength / 8; model++) {
    const own = readHealth(health, updateReports, model);
    if (epoch > 0 && frozenAt(own) === null && own.stamp === 0) throw new StaleReadBackError('a checkpoint');
  }
  return { epoch, tick, state, bytes: state.reduce((sum, { byteLength }) => sum + byteLength, 0) };
}

/** Uploads a state that was taken of a wave of the same plan. */
export function restoreCheckpoint(device: GPUDevice, buffers: Buffers, path: KernelPath, { state }: Checkpoint): void {
  STATE[path].forEach((name, i) => device.queue.writeBuffer(buffers.get(name), 0, state[i]!));
}
