import { ThetascapeError } from '../errors';

/** The device is gone, hangs, or cannot be believed; what was trained on it can go on on another one. */
export class DeviceLostError extends ThetascapeError {
  override name = 'DeviceLostError';

  static from({ reason, message }: GPUDeviceLostInfo): DeviceLostError {
    return new DeviceLostError(
      `Training stopped because the GPU device was lost (${reason}): ${message.split('\n')[0]}`,
    );
  }
}

/** What a lost device or a failed allocation reads as must never be taken for a result. */
export class StaleReadBackError extends DeviceLostError {
  constructor(what: string) {
    super(
      `The GPU returned ${what} that its kernels did not write, so the device was lost or ran out of memory: ` +
        `nothing of this epoch is kept; close other programs that use the GPU, or train fewer models at once, and run again.`,
    );
  }
}
