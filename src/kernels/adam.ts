import { ceilDiv, vec4s, words, type Kernel } from './kernel';

/** One Adam update of every parameter, with coupled and decoupled decay. */
export const adam = {
  name: 'adam',
  bindings: [
    'step',
    'parameterShape',
    'settings',
    'corrections',
    'gradients',
    'parameters',
    'firstMoment',
    'secondMoment',
    'health',
    'updateReports',
  ],
  workgroup: 64,
  workgroups: ({ parameters }) => ceilDiv(vec4s(parameters), 64 * 8),
  flops: ({ parameters }) => 17 * parameters,
  bytes: ({ parameters }) => words(7 * parameters),
} as const satisfies Kernel<string, { parameters: number }>;
