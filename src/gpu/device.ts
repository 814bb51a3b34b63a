import { ThetascapeError } from '../errors';
import { DeviceLostError } from './lost';

/** Limits that the kernels need and that a device may lack; WebGPU's defaults satisfy all of them. */
export const NEEDED_LIMITS = {
  maxStorageBuffersPerShaderStage: 8,
  maxComputeInvocationsPerWorkgroup: 64,
  maxComputeWorkgroupStorageSize: 16_384,
  maxDynamicUniformBuffersPerPipelineLayout: 1,
} as const;

/** Throws a ThetascapeError that names the first limit which is too low, what it is and what is needed. */
export function checkLimits(limits: Partial<Record<keyof typeof NEEDED_LIMITS, number>>): void {
  for (const [name, needed] of Object.entries(NEEDED_LIMITS)) {
    const found = Number(Reflect.get(limits, name) ?? 0);
    if (found < needed) {
      throw new ThetascapeError(
        `This adapter's ${name} is ${found} and the kernels need ${needed}: choose another adapter or update its driver.`,
      );
    }
  }
}

/** Features that a device gets where its adapter has them; nothing that trains needs one. */
const WANTED_FEATURES = ['timestamp-query', 'subgroups'] as const;

/** A device with the adapter's own limits on memory instead of WebGPU's small defaults. Throws ThetascapeError. */
export async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  checkLimits(adapter.limits);
  const { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize } = adapter.limits;
  return adapter.requestDevice({
    label: 'thetascape',
    requiredFeatures: WANTED_FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize },
  });
}

/**
 * WebGPU may tell of a loss only after the calls that it has made fail; it has been heard of within so many milliseconds.
 * A call that fails without a reason of ours is hardly anything else: on a busy machine the reason takes its time.
 */
const LOSS_IS_TOLD_WITHIN = { known: 100, unknown: 3000 };

/** What has gone wrong on a device since it was watched; WebGPU tells by callback, the host asks at its next call. */
export class DeviceWatch {
  #failure: ThetascapeError | null = null;
  readonly #onError = ({ error }: GPUUncapturedErrorEvent): void => {
    this.#failure ??= new ThetascapeError(`Training stopped because the GPU reported: ${error.message.split('\n')[0]}`);
  };

  constructor(private readonly device: GPUDevice) {
    device.addEventListener('uncapturederror', this.#onError);
    void device.lost.then((info) => {
      this.#failure = DeviceLostError.from(info);
    });
  }

  /** Stops watching: a device may outlive many runs. */
  dispose(): void {
    this.device.removeEventListener('uncapturederror', this.#onError);
  }

  /** Throws a ThetascapeError, if the device was lost a DeviceLostError, if anything has failed. */
  check(): void {
    if (this.#failure) throw this.#failure;
  }

  /** What lies behind an error that work on the device has thrown: a failure of the device, or the error itself. */
  async causeOf(error: unknown): Promise<unknown> {
    const milliseconds = LOSS_IS_TOLD_WITHIN[error instanceof ThetascapeError ? 'known' : 'unknown'];
    const later = new Promise((resolve) => setTimeout(resolve, milliseconds));
    await Promise.race([this.device.lost, later]);
    return this.#failure ?? error;
  }
}
