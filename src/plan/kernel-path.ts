import { ThetascapeError } from '../errors';
import { FUSED_WIDTH } from '../kernels/fused-steps';

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

/** The kernels for networks of `widths` units. Throws ThetascapeError when they do not fit those that are required. */
export function choosePath(widths: readonly number[], batch: number, preference: PathPreference): PathChoice {
  const { path, reason, required } = preference;
  const misfit = path === 'fused' ? misfitOf(widths, batch) : null;
  if (!misfit) return { path, reason };
  if (required) {
    throw new ThetascapeError(
      `The fused kernels do not train this network, since ${misfit}: ask for the layered ones.`,
    );
  }
  return { path: 'layered', reason: misfit };
}

/** Why the fused kernels do not fit, or null. */
function misfitOf(widths: readonly number[], batch: number): string | null {
  const widest = Math.max(...widths);
  if (widest > FUSED_WIDTH) return `a layer of ${widest} units exceeds the ${FUSED_WIDTH} of the fused kernels`;
  if (batch > FUSED_WIDTH) return `a batch of ${batch} rows exceeds the ${FUSED_WIDTH} of the fused kernels`;
  return null;
}
