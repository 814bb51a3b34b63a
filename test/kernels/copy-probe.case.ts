import { copyProbe } from '../../src/kernels';
import { copyProbe as reference } from '../../src/reference/copy-probe';
import { reals } from '../support/inputs';
import { poisoned } from '../support/kernel-buffers';
import { defineSuite, type CaseBase } from '../support/kernel-suite';

interface Case extends CaseBase {
  numbers: number;
}

const tolerance = { atol: 0, rtol: 0, reason: 'numbers are copied' };

const cases: Case[] = [
  { name: 'less than one workgroup copies', seed: 1, tolerance, numbers: 20 },
  { name: 'several workgroups, the last one not full', seed: 2, tolerance, numbers: 5000 },
];

export const suite = defineSuite({
  kernel: copyProbe,
  cases,
  inputs({ seed, numbers }) {
    return {
      workgroups: copyProbe.workgroups({ numbers }),
      models: 1,
      buffers: { original: Float32Array.from({ length: numbers }, reals(seed)), duplicate: poisoned(numbers) },
    };
  },
  reference,
});
