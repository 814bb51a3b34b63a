import { words, type Kernel } from './kernel';

/** Multiply-adds of one invocation: twelve chains of 1,024 turns of four, as shaders/fma-probe.wesl has them. */
export const CHAINS = { width: 12, length: 4 * 1024 } as const;

/** The fastest arithmetic that a shader gets out of a device, in `invocations` invocations. */
export const fmaProbe = {
  name: 'fma-probe',
  bindings: ['coefficients', 'chainSums'],
  workgroup: 64,
  workgroups: ({ invocations }) => invocations / 64,
  flops: ({ invocations }) => 2 * CHAINS.width * CHAINS.length * invocations,
  bytes: ({ invocations }) => words(invocations),
} as const satisfies Kernel<string, { invocations: number }>;
