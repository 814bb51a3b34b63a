import { tileWorkgroups, type DenseDims, type Kernel } from './kernel';

/** Output of one linear layer with dropout and activation, and its local derivative. */
export const denseForward = {
  name: 'dense-forward',
  bindings: ['step', 'layer', 'settings', 'health', 'parameters', 'activations', 'deltas'],
  workgroup: 64,
  workgroups: ({ batch, fanOut }) => tileWorkgroups(batch, fanOut, 64),
  flops: ({ batch, fanIn, fanOut }) => 2 * batch * fanIn * fanOut,
} as const satisfies Kernel<string, DenseDims>;
