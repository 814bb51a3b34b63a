import { ThetascapeError } from '../errors';
import { FUSED_WIDTH, FUSED_WORKGROUP_MEMORY } from '../kernels/fused-steps';
import { suggest } from '../suggest';

/**
 * The kernels that train: one dispatch per operation; the same with products a number at a time, or in tiles that a
 * subgroup shares; one dispatch for many steps; the same with products in tiles that a subgroup shares (docs/kernels.md).
 * A number is that of the invocations of a workgroup, 64 if there is none.
 */
export const KERNEL_PATHS = [
  'layered',
  'layered/32',
  'layered/128',
  'layered/256',
  'scalar',
  'subgroups',
  'fused',
  'fused-subgroups',
] as const;
export type KernelPath = (typeof KERNEL_PATHS)[number];

/** The kernels of this name. Throws ThetascapeError when there are none. */
export function kernelPath(name: string): KernelPath {
  const path = KERNEL_PATHS.find((own) => own === name);
  if (path) return path;
  throw new ThetascapeError(
    `There are no kernels "${name}": name some of ${KERNEL_PATHS.join(', ')}.${suggest(name, KERNEL_PATHS)}`,
  );
}

/** Whether one dispatch takes many steps. */
export const isFused = (path: KernelPath): boolean => path === 'fused' || path === 'fused-subgroups';

/** Whether products are made in tiles that a subgroup shares. */
export const sharesTiles = (path: KernelPath): boolean => path === 'subgroups' || path === 'fused-subgroups';

/** Invocations of a workgroup of the layered kernels of a layer, where a path says how many. */
export const workgroupOf = (path: KernelPath): number | null => Number(path.split('/')[1]) || null;

/** Which kernels train a wave, and why. */
export interface PathChoice {
  path: KernelPath;
  /** A clause. */
  reason: string;
}

/** Which kernels a run would like, for a reason of its own. */
export interface PathPreference extends PathChoice {
  /** It has to be these. */
  required: boolean;
}

/** What trains a network on any adapter. */
export const LAYERED: PathPreference = { path: 'layered', reason: 'nothing else was asked for', required: false };

/**
 * The kernels for networks of `widths` units on a device of these limits. Throws ThetascapeError when those that are
 * required do not fit.
 */
export function choosePath(
  widths: readonly number[],
  batch: number,
  limits: WorkgroupLimits,
  preference: PathPreference,
): PathChoice {
  const { path, reason, required } = preference;
  const misfit = misfitOf(path, widths, batch, limits);
  if (!misfit) return { path, reason };
  if (required) {
    throw new ThetascapeError(
      `The ${path} kernels do not train this network, since ${misfit}: ask for the layered ones.`,
    );
  }
  return { path: 'layered', reason: misfit };
}

/** Limits of a device on a workgroup. */
type WorkgroupLimits = Pick<GPUSupportedLimits, 'maxComputeInvocationsPerWorkgroup' | 'maxComputeWorkgroupStorageSize'>;

/** Why kernels do not fit, or null. */
function misfitOf(path: KernelPath, widths: readonly number[], batch: number, limits: WorkgroupLimits): string | null {
  const { maxComputeInvocationsPerWorkgroup: most, maxComputeWorkgroupStorageSize: memory } = limits;
  if ((workgroupOf(path) ?? 0) > most) return `the device has at most ${most} invocations in a workgroup`;
  if (path !== 'fused') return null;
  const widest = Math.max(...widths);
  if (widest > FUSED_WIDTH) return `a layer of ${widest} units exceeds the ${FUSED_WIDTH} of the fused kernels`;
  if (batch > FUSED_WIDTH) return `a batch of ${batch} rows exceeds the ${FUSED_WIDTH} of the fused kernels`;
  if (memory < FUSED_WORKGROUP_MEMORY) {
    return `the device has ${memory} bytes of memory for a workgroup and the fused kernels take ${FUSED_WORKGROUP_MEMORY}`;
  }
  return null;
}
