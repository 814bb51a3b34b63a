import { thetaStatistics } from '../../src/kernels';
import { layoutNetwork } from '../../src/plan/layout';
import { thetaStatistics as reference } from '../../src/reference/theta-statistics';
import type { Tolerance } from '../support/compare';
import { reals, sixteenths, type Draw } from '../support/inputs';
import { defineSuite, type CaseBase } from '../support/kernel-suite';
import { unpaddedParameters } from '../support/theta-inputs';

interface Case extends CaseBase {
  models: number;
  widths: number[];
  draw: (seed: number) => Draw;
}

const exact: Tolerance = { atol: 0, rtol: 0, reason: 'multiples of 2^-8 below 2^16 are exact in f32' };

/** Numbers on and beside the threshold, and zeros of both signs. */
const nearZero = (seed: number): Draw => {
  const draw = reals(seed);
  const values = [0, -0, 0.001, -0.001, 0.00099, -0.00099, 0.00101, 1e-30, 0.5];
  return () => values[Math.floor((draw() + 1) * 4.5)]!;
};

const cases: Case[] = [
  { name: 'a single weight and bias', seed: 1, tolerance: exact, models: 1, widths: [1, 1], draw: sixteenths },
  {
    name: 'widths that are no multiples of a vec4, for three models',
    seed: 2,
    tolerance: exact,
    models: 3,
    widths: [3, 5, 30, 65, 2],
    draw: sixteenths,
  },
  {
    name: 'the widest layers',
    seed: 3,
    tolerance: exact,
    models: 2,
    widths: [1, 256, 256, 1],
    draw: sixteenths,
  },
  {
    name: 'real parameters of 120 models',
    seed: 4,
    tolerance: { atol: 4e-6, rtol: 1e-6, reason: 'sums of 100 numbers below 1 in a tree' },
    models: 120,
    widths: [2, 9, 7, 1],
    draw: (seed) => reals(seed),
  },
  {
    name: 'counts what is near zero and what is zero, up to the threshold itself',
    seed: 5,
    tolerance: { atol: 4e-6, rtol: 1e-6, reason: 'sums of 100 numbers below 1 in a tree' },
    models: 4,
    widths: [3, 17, 9, 2],
    draw: nearZero,
  },
];

export const suite = defineSuite({
  kernel: thetaStatistics,
  cases,
  inputs({ seed, models, widths, draw }) {
    const layout = layoutNetwork(widths, 1);
    const unwritten = { sum: -12345, squares: -12345, min: -12345, max: -12345, nearZero: 0xdead, exactZero: 0xdead };
    return {
      workgroups: thetaStatistics.workgroups({ layers: layout.layers.length, parameters: layout.parameters }),
      models,
      buffers: {
        nearZero: { threshold: 0.001 },
        layers: layout.layers,
        parameters: unpaddedParameters(layout, models, draw(seed)),
        statistics: Array.from({ length: models * layout.layers.length }, () => unwritten),
      },
    };
  },
  reference,
});
