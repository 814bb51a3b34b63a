import { words, type Kernel } from './kernel';

/** Sums, extremes and near-zero counts of the parameters, per layer. */
export const thetaStatistics = {
  name: 'theta-statistics',
  bindings: ['nearZero', 'layers', 'parameters', 'statistics'],
  workgroup: 64,
  workgroups: ({ layers }) => layers,
  flops: ({ parameters }) => 6 * parameters,
  bytes: ({ layers, parameters }) => words(parameters + 6 * layers),
} as const satisfies Kernel<string, { layers: number; parameters: number }>;
