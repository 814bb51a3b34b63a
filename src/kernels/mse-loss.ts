import { words, type Kernel } from './kernel';

/** Loss of a batch and the gradient at the output. */
export const mseLoss = {
  name: 'mse-loss',
  bindings: ['step', 'layer', 'batchTargets', 'activations', 'deltas', 'losses', 'health', 'updateReports'],
  workgroup: 64,
  workgroups: () => 1,
  flops: ({ batch, fanOut }) => 5 * batch * fanOut,
  bytes: ({ batch, fanOut }) => words(4 * batch * fanOut),
} as const satisfies Kernel<string, { batch: number; fanOut: number }>;
