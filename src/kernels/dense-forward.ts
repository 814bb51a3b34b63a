import { tileWorkgroups, words, type DenseDims, type Kernel } from './kernel';

/** Output of one linear layer with dropout and activation, and its local derivative. */
export const denseForward = {
  name: 'dense-forward',
  bindings: ['step', 'layer', 'settings', 'health', 'parameters', 'activations', 'deltas'],
  workgroup: 64,
  workgroups({ batch, fanOut }: DenseDims): number {
    return tileWorkgroups(batch, fanOut, this.workgroup);
  },
  flops: ({ batch, fanIn, fanOut }) => 2 * batch * fanIn * fanOut,
  bytes: ({ batch, fanIn, fanOut }) => words(batch * fanIn + (fanIn + 1) * fanOut + 2 * batch * fanOut),
} as const satisfies Kernel<string, DenseDims>;
