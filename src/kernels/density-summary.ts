import { words, type Kernel } from './kernel';

/** Peak, entropy and divergence of each model's density, and the parameters that it shows as one peak or not at all. */
export const densitySummary = {
  name: 'density-summary',
  bindings: ['grid', 'layers', 'parameters', 'logDensities', 'initialLogDensities', 'densityNumbers'],
  workgroup: 64,
  workgroups: () => 1,
  flops: ({ parameters, points }) => 3 * parameters + 9 * points,
  bytes: ({ parameters, points }) => words(parameters + 2 * points + 6),
} as const satisfies Kernel<string, { parameters: number; points: number }>;
