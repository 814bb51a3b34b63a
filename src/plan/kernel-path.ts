import { ThetascapeError } from '../errors';
import { FUSED_WIDTH, FUSED_WORKGROUP_MEMORY } from '../kernels/fused-steps';

/**
 * The kernels that train: one dispatch per operation; the same with products in tiles that a subgroup shares; one
 * dispatch for many steps (docs/kernels.md).
 */
export const KERNEL_PATHS = ['layered', 'subgroups', 'fused'] as const;
export type KernelPath = (typeof KERNEL_PATHS)[number];

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
 * The kernels for networks of `widths` units on a device with `memory` bytes for a workgroup. Throws ThetascapeError when
 * those that are required do not fit.
 */
export function choosePath(
  widths: readonly number[],
  batch: number,
  memory: number,
  preference: PathPreference,
): PathChoice {
  const { path, reason, required } = preference;
  const misfit = path === 'fused' ? misfitOf(widths, batch, memory) : null;
  if (!misfit) return { path, reason };
  if (required) {
    throw new ThetascapeError(
      `The fused kernels do not train this network, since ${misfit}: ask for the layered ones.`,
    );
  }
  return { path: 'layered', reason: misfit };
}

/** Why the fused kernels do not fit, or null. */
function misfitOf(widths: readonly number[], batch: number, memory: number): string | null {
  const widest = Math.max(...widths);
  if (widest > FUSED_WIDTH) return `a layer of ${widest} units exceeds the ${FUSED_WIDTH} of the fused kernels`;
  if (batch > FUSED_WIDTH) return `a batch of ${batch} rows exceeds the ${FUSED_WIDTH} of the fused kernels`;
  if (memory < FUSED_WORKGROUP_MEMORY) {
    return `the device has ${memory} bytes of memory for a workgroup and the fused kernels take ${FUSED_WORKGROUP_MEMORY}`;
  }
  return null;
}
