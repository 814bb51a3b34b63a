import { ThetascapeError } from '../src/errors';
import { describeAdapter } from '../src/gpu/adapter';
import { requestDevice } from '../src/gpu/device';
import type { AdapterDescription } from '../src/metrics/types';

export interface TakenDevice {
  device: GPUDevice;
  adapter: AdapterDescription;
}

/**
 * The one device of the page, which training and drawing share.
 *
 * @throws ThetascapeError with the exact reason where WebGPU is missing
 */
export async function takeDevice(): Promise<TakenDevice> {
  if (!window.isSecureContext) {
    throw new ThetascapeError(
      `WebGPU is missing because ${location.origin} is not a secure address: open this page over https or on localhost.`,
    );
  }
  if (!navigator.gpu) {
    throw new ThetascapeError(
      'WebGPU is missing because this browser does not offer it (navigator.gpu): use a current Chrome, Edge, Safari or ' +
        'Firefox, or switch WebGPU on in its settings.',
    );
  }
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) {
    throw new ThetascapeError(
      'WebGPU is missing because the browser found no adapter: update the graphics driver, and switch hardware ' +
        'acceleration on in the browser’s settings.',
    );
  }
  return { device: await requestDevice(adapter), adapter: describeAdapter(adapter.info) };
}

/** What people call the adapter. */
export function adapterName({ vendor, architecture, device, description }: AdapterDescription): string {
  return description || [vendor, device || architecture].filter(Boolean).join(' ') || 'unnamed adapter';
}
