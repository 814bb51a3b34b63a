import type { Buffers } from '../buffers/allocate';
import { readBack } from '../buffers/read-back';
import { isFused, type KernelPath } from '../plan/kernel-path';

/** All that an epoch changes and the next one starts from. */
const LAYERED = ['parameters', 'firstMoment', 'secondMoment', 'health', 'updateReports'] as const;
const FUSED = ['parameters', 'adamMoments', 'health', 'updateReports'] as const;
const stateOf = (path: KernelPath): readonly string[] => (isFused(path) ? FUSED : LAYERED);

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

/** Reads the state of a wave after `epoch` epochs and `tick` passes. */
export async function takeCheckpoint(
  device: GPUDevice,
  buffers: Buffers,
  path: KernelPath,
  epoch: number,
  tick: number,
): Promise<Checkpoint> {
  const names = stateOf(path);
  const state = await readBack(
    device,
    names.map((name) => buffers.get(name)),
  );
  return { epoch, tick, state, bytes: state.reduce((sum, { byteLength }) => sum + byteLength, 0) };
}

/** Uploads a state that was taken of a wave of the same plan. */
export function restoreCheckpoint(device: GPUDevice, buffers: Buffers, path: KernelPath, { state }: Checkpoint): void {
  stateOf(path).forEach((name, i) => device.queue.writeBuffer(buffers.get(name), 0, state[i]!));
}
