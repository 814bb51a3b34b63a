import { ceilDiv, words, type Kernel } from './kernel';

/** One batch of every model from its data set, in the epoch's order. */
export const gatherBatch = {
  name: 'gather-batch',
  bindings: ['step', 'layer', 'dataShape', 'settings', 'samples', 'activations', 'batchTargets'],
  workgroup: 64,
  workgroups: ({ batch }: { batch: number }) => ceilDiv(batch, 64),
  flops: () => 0,
  bytes: ({ batch, features, targets }) => words(2 * batch * (features + targets)),
} as const satisfies Kernel<string, { batch: number; features: number; targets: number }>;
