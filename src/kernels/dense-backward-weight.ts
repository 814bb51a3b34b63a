import { tileWorkgroups, words, type DenseDims, type Kernel } from './kernel';

/** Gradients of a layer's weights and biases. */
export const denseBackwardWeight = {
  name: 'dense-backward-weight',
  bindings: ['step', 'layer', 'health', 'activations', 'deltas', 'gradients'],
  workgroup: 64,
  workgroups({ fanIn, fanOut }: DenseDims): number {
    return tileWorkgroups(fanOut, fanIn, this.workgroup);
  },
  flops: ({ batch, fanIn, fanOut }) => 2 * batch * (fanIn + 1) * fanOut,
  bytes: ({ batch, fanIn, fanOut }) => words(batch * (fanIn + fanOut) + (fanIn + 1) * fanOut),
} as const satisfies Kernel<string, DenseDims>;
