import { ThetascapeError } from '../errors';
import type { AdapterDescription } from '../metrics/types';
import { KERNEL_PATHS, type KernelPath, type PathPreference } from '../plan/kernel-path';

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
    return { path: 'layered', reason: 'the others have not been measured on this adapter', required: false };
  }
  return features.has('subgroups')
    ? { path: 'subgroups', reason: 'measured on software adapters, they are the fastest', required: false }
    : { path: 'layered', reason: 'this device has no subgroups', required: false };
}

/** Whether a device has the features that kernels need. */
export const fitsFeatures = (path: KernelPath, features: ReadonlySet<string>): boolean =>
  !path.includes('subgroups') || features.has('subgroups');

/** Throws ThetascapeError when kernels need a feature that is not among the device's. */
export function checkFeatures(paths: readonly KernelPath[], features: ReadonlySet<string>): void {
  if (!paths.every((path) => fitsFeatures(path, features))) {
    throw new ThetascapeError('This device has no subgroups, which these kernels need: ask for the layered ones.');
  }
}

/** The kernels that trained an earlier part of the run, or the run before, by their names; null where they are none. */
export function earlierPreference(names: readonly string[], features: ReadonlySet<string>): PathPreference | null {
  const paths = KERNEL_PATHS.filter((path) => names.includes(path) && fitsFeatures(path, features));
  // where a run took two, the layered ones trained what the others do not
  const path = paths.find((own) => own !== 'layered') ?? paths[0];
  return path ? { path, reason: 'the run was begun with them', required: false } : null;
}
