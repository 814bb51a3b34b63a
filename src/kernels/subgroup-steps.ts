import { fusedSteps, type FusedDims } from './fused-steps';
import type { Kernel } from './kernel';

/** Lanes that a subgroup has to have at least. */
export const SUBGROUP_LANES = 8;

/** As {@link fusedSteps}, with products in tiles that a subgroup shares, of any number of rows and columns. */
export const subgroupSteps = {
  ...fusedSteps,
  name: 'subgroup-steps',
  workgroup: SUBGROUP_LANES,
} as const satisfies Kernel<string, FusedDims>;
