import { ceilDiv, vec4s, words, type Kernel } from './kernel';

/** Running mean and spread of the predictions over Monte-Carlo passes. */
export const predictionMoments = {
  name: 'prediction-moments',
  bindings: ['step', 'layer', 'health', 'activations', 'moments'],
  workgroup: 64,
  workgroups: ({ batch, fanOut }) => ceilDiv(batch * vec4s(fanOut), 64),
  flops: ({ batch, fanOut }) => 6 * batch * fanOut,
  bytes: ({ batch, fanOut }) => words(5 * batch * fanOut),
} as const satisfies Kernel<string, { batch: number; fanOut: number }>;
