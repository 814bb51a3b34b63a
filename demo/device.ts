import { ThetascapeError } from '../src/errors';
import { describeAdapter } from '../src/gpu/adapter';
import { requestDevice } from '../src/gpu/device';
import type { AdapterDescription } from '../src/metrics/types';
import { webgpuAdvice } from './shell/browser';

export interface TakenDevice {
  device: GPUDevice;
  adapter: AdapterDescription;
}

/** Why there is nothing to train on: the message says what is missing, the advice what helps. */
export class DeviceMissingError extends ThetascapeError {
  constructor(
    message: string,
    readonly advice: readonly string[],
  ) {
    super(message);
  }
}

/**
 * The one device of the page, which training and drawing share.
 *
 * @throws DeviceMissingError with the exact reason where WebGPU is missing
 * @throws ThetascapeError when a limit of the adapter is too low
 */
export async function takeDevice(): Promise<TakenDevice> {
  if (!window.isSecureContext) {
    throw new DeviceMissingError(
      `${location.origin} is not a secure address, and browsers offer WebGPU only on those.`,
      ['Open this page over https or on localhost.'],
    );
  }
  if (!navigator.gpu) {
    throw new DeviceMissingError('This browser does not offer WebGPU (navigator.gpu is missing).', [
      webgpuAdvice(navigator.userAgent),
      'Or switch WebGPU on in the settings of this browser.',
    ]);
  }
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new DeviceMissingError('The browser offers WebGPU, but found no adapter that it trusts.', [
      'Update the graphics driver, and switch hardware acceleration on in the browser’s settings.',
      ...(isFramed() ? ['Open this page in a tab of its own: a frame may be kept from the GPU.'] : []),
      webgpuAdvice(navigator.userAgent),
    ]);
  }
  return { device: await requestDevice(adapter), adapter: describeAdapter(adapter.info) };
}

/** Bytes that WebGPU lets any device bind at least. */
const LEAST_BINDING = 128 * 2 ** 20;

/** Whether it offers no more than the least, as small GPUs do. */
export function hasLowLimits({ device }: TakenDevice): boolean {
  return device.limits.maxStorageBufferBindingSize <= LEAST_BINDING;
}

export function isFramed(): boolean {
  return window.top !== window.self;
}

/** Seconds to wait before each further try; browsers keep a page that lost several devices from the GPU for two minutes. */
const WAITS = [0, 1, 2, 5, 10, 30, 60, 120];

/**
 * A device in place of a lost one, however long it takes.
 *
 * @param waiting is told how many seconds it is until the next try, and why the last one failed
 * @throws DOMException when `signal` aborts
 */
export async function retakeDevice(
  waiting: (seconds: number, why: string) => void,
  signal: AbortSignal,
): Promise<TakenDevice> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await takeDevice();
    } catch (error) {
      if (!(error instanceof ThetascapeError || error instanceof DOMException)) throw error;
      const seconds = WAITS[Math.min(attempt + 1, WAITS.length - 1)]!;
      waiting(seconds, error.message);
      await pause(seconds, signal);
    }
  }
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 1000 * seconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
