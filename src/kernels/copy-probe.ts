import { ceilDiv, vec4s, words, type Kernel } from './kernel';

/** The fastest that a shader moves `numbers` numbers from one buffer to another. */
export const copyProbe = {
  name: 'copy-probe',
  bindings: ['original', 'duplicate'],
  workgroup: 64,
  workgroups: ({ numbers }) => ceilDiv(vec4s(numbers), 64 * 8),
  flops: () => 0,
  bytes: ({ numbers }) => words(2 * numbers),
} as const satisfies Kernel<string, { numbers: number }>;
