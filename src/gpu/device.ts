import { ThetascapeError } from '../errors';

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

/** A device with the adapter's own buffer limits instead of WebGPU's small defaults. Throws ThetascapeError. */
export async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  checkLimits(adapter.limits);
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  return adapter.requestDevice({
    label: 'thetascape',
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
  });
}

/** What has gone wrong on a device since it was watched; WebGPU tells by callback, the host asks at its next call. */
export class DeviceWatch {
  #failure: string | null = null;
  readonly #onError = ({ error }: GPUUncapturedErrorEvent): void => {
    this.#failure ??= `the GPU reported: ${error.message.split('\n')[0]}`;
  };

  constructor(private readonly device: GPUDevice) {
    device.addEventListener('uncapturederror', this.#onError);
    void device.lost.then(({ reason, message }) => {
      this.#failure ??= `the GPU device was lost (${reason}): ${message.split('\n')[0]}`;
    });
  }

  /** Stops watching: a device may outlive many runs. */
  dispose(): void {
    this.device.removeEventListener('uncapturederror', this.#onError);
  }

  /** Throws a ThetascapeError if anything has failed. */
  check(): void {
    if (this.#failure) throw new ThetascapeError(`Training stopped because ${this.#failure}`);
  }
}
