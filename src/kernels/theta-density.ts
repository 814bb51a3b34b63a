import type { Kernel } from './kernel';

/** Estimate of the parameters' kernel density at the points of a grid. */
export const thetaDensity = {
  name: 'theta-density',
  bindings: ['grid', 'layers', 'parameters', 'densities'],
  workgroup: 64,
  workgroups: () => 1,
  flops: ({ parameters, points }) => 4 * parameters + points * 41 * 6,
} as const satisfies Kernel<string, { parameters: number; points: number }>;
