import { ThetascapeError } from '../errors';
import type { AdapterDescription } from '../metrics/types';
import type { KernelPath, PathPreference } from '../plan/kernel-path';

/**
 * The kernels that a run is to train with: those it asks for, or those that docs/kernels.md finds faster on the adapter.
 * Throws ThetascapeError when it asks for some that need a feature which is not among the device's.
 */
export function pathPreference(
  { software }: AdapterDescription,
  features: ReadonlySet<string>,
  asked?: KernelPath,
): PathPreference {
  if (asked) {
    checkFeatures([asked], features);
    return { path: asked, reason: 'the run asks for them', required: true };
  }
  if (!software) {
    return { path: 'layered', reason: 'the others are not yet measured on hardware adapters', required: false };
  }
  return features.has('subgroups')
    ? { path: 'subgroups', reason: 'measured on software adapters, they are the fastest', required: false }
    : { path: 'layered', reason: 'this device has no subgroups', required: false };
}

/** Throws ThetascapeError when kernels need a feature that is not among the device's. */
export function checkFeatures(paths: readonly KernelPath[], features: ReadonlySet<string>): void {
  if (paths.includes('subgroups') && !features.has('subgroups')) {
    throw new ThetascapeError('This device has no subgroups, which these kernels need: ask for the layered ones.');
  }
}
