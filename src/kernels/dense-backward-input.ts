import { tileWorkgroups, words, type DenseDims, type Kernel } from './kernel';

/** Gradient of the loss with respect to the pre-activations of the layer below. */
export const denseBackwardInput = {
  name: 'dense-backward-input',
  bindings: ['step', 'layer', 'health', 'parameters', 'deltas'],
  workgroup: 64,
  workgroups({ batch, fanIn }: DenseDims): number {
    return tileWorkgroups(batch, fanIn, this.workgroup);
  },
  flops: ({ batch, fanIn, fanOut }) => 2 * batch * fanIn * fanOut,
  bytes: ({ batch, fanIn, fanOut }) => words(batch * fanOut + fanIn * fanOut + 2 * batch * fanIn),
} as const satisfies Kernel<string, DenseDims>;
