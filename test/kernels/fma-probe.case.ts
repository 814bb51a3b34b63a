import { fmaProbe } from '../../src/kernels';
import { fmaProbe as reference } from '../../src/reference/fma-probe';
import { poisoned } from '../support/kernel-buffers';
import { defineSuite, type CaseBase } from '../support/kernel-suite';

interface Case extends CaseBase {
  invocations: number;
  coefficients: [factor: number, summand: number];
}

const tolerance = { atol: 0, rtol: 1e-4, reason: '4096 products and sums round one after another' };

const cases: Case[] = [
  { name: 'sums that grow with every turn', seed: 1, tolerance, invocations: 64, coefficients: [1, 0.001] },
  { name: 'chains that still show their start', seed: 1, tolerance, invocations: 192, coefficients: [0.9999, 0.0001] },
];

export const suite = defineSuite({
  kernel: fmaProbe,
  cases,
  inputs: ({ invocations, coefficients }) => ({
    workgroups: fmaProbe.workgroups({ invocations }),
    models: 1,
    buffers: { coefficients: Float32Array.from(coefficients), chainSums: poisoned(invocations) },
  }),
  reference,
});
