import type { AdapterDescription } from '../metrics/types';

/** What people call the adapter. */
export function adapterName({
  vendor,
  architecture,
  device,
  description,
}: Omit<AdapterDescription, 'software'>): string {
  return description || [vendor, device || architecture].filter(Boolean).join(' ') || 'unnamed adapter';
}

/** What a run records of the adapter it trained on. */
export function describeAdapter(info: GPUAdapterInfo): AdapterDescription {
  const { vendor, architecture, device, description } = info;
  const software =
    info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|software|basic render/i.test(`${device} ${description}`);
  return { vendor, architecture, device, description, software };
}
