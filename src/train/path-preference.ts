import { ThetascapeError } from '../errors';
import type { AdapterDescription } from '../metrics/types';
import { SUBGROUP_LANES } from '../kernels/subgroup-steps';
import { KERNEL_PATHS, sharesTiles, type KernelPath, type PathPreference } from '../plan/kernel-path';

/** What kernels may need of a device. */
export interface Offer {
  features: ReadonlySet<string>;
  adapterInfo: Pick<GPUAdapterInfo, 'subgroupMinSize'>;
}

/**
 * The kernels that a run is to train with: those it asks for, or those that docs/kernels.md finds faster on the adapter.
 * Throws ThetascapeError when it asks for some that need a feature which is not among the device's.
 */
export function pathPreference({ software }: AdapterDescription, device: Offer, asked?: KernelPath): PathPreference {
  if (asked) {
    checkFeatures([asked], device);
    return { path: asked, reason: 'the run asks for them', required: true };
  }
  if (!software) {
    return { path: 'layered', reason: 'the others have not been measured on this adapter', required: false };
  }
  const path = (['fused-subgroups', 'subgroups', 'scalar'] as const).find((own) => fitsDevice(own, device))!;
  return {
    path,
    reason: 'measured on software adapters, they are the fastest that the device allows',
    required: false,
  };
}

/** Whether a device has what kernels need. */
export const fitsDevice = (path: KernelPath, { features, adapterInfo }: Offer): boolean =>
  !sharesTiles(path) || (features.has('subgroups') && lanesOf(adapterInfo) >= lanesFor(path));

const lanesFor = (path: KernelPath): number => (path === 'fused-subgroups' ? SUBGROUP_LANES : 1);

/** Those that every subgroup has. */
const lanesOf = ({ subgroupMinSize = 4 }: Offer['adapterInfo']): number => subgroupMinSize;

/** Throws ThetascapeError when kernels need a feature that is not among the device's. */
export function checkFeatures(paths: readonly KernelPath[], device: Offer): void {
  if (paths.some(sharesTiles) && !device.features.has('subgroups')) {
    throw new ThetascapeError('This device has no subgroups, which these kernels need: ask for the layered ones.');
  }
  const misfit = paths.find((path) => !fitsDevice(path, device));
  if (misfit) {
    throw new ThetascapeError(
      `Subgroups of this device may have ${lanesOf(device.adapterInfo)} lanes and these kernels need ` +
        `${lanesFor(misfit)}: ask for the layered ones.`,
    );
  }
}

/** The kernels that trained an earlier part of the run, or the run before, by their names; null where they are none. */
export function earlierPreference(names: readonly string[], device: Offer): PathPreference | null {
  const paths = KERNEL_PATHS.filter((path) => names.includes(path) && fitsDevice(path, device));
  // where a run took two, the layered ones trained what the others do not
  const path = paths.find((own) => own !== 'layered') ?? paths[0];
  return path ? { path, reason: 'the run was begun with them', required: false } : null;
}
