import { words, type Kernel } from './kernel';

/** Densities of the models of a row, as the scene draws them: median and band over seeds, and the share up to a point. */
export const densityRows = {
  name: 'density-rows',
  bindings: ['rowShape', 'spans', 'members', 'history', 'rows'],
  workgroup: 64,
  workgroups: () => 1,
  flops: ({ points, models }) => points * models * (2 * models + 20),
  bytes: ({ points, models }) => words(points * (models + 3)),
} as const satisfies Kernel<string, { points: number; models: number }>;
