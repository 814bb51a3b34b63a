import { densityRows } from '../../src/kernels/density-rows';
import { densityRows as reference } from '../../src/reference/density-rows';
import type { Tolerance } from '../support/compare';
import { reals } from '../support/inputs';
import { poisoned } from '../support/kernel-buffers';
import { defineSuite, type CaseBase } from '../support/kernel-suite';

interface Case extends CaseBase {
  points: number;
  columns: number;
  /** Rows of the history that each row is made of. */
  members: number[][];
  /** Half the range of the log probabilities around −5. */
  spread?: number;
}

const tolerance: Tolerance = {
  atol: 1e-5,
  rtol: 1e-5,
  reason: 'exp is off by 3 + 2|x| ulp, and sums over 500 points round in f32',
};
const HISTORY_ROWS = 24;

const cases: Case[] = [
  { name: 'one model', seed: 1, tolerance, points: 500, columns: 500, members: [[3]] },
  {
    name: 'two seeds and four: medians between two values',
    seed: 2,
    tolerance,
    points: 9,
    columns: 9,
    members: [
      [0, 7],
      [1, 2, 3, 23],
    ],
  },
  {
    name: 'eight seeds, with a band of quantiles',
    seed: 3,
    tolerance,
    points: 70,
    columns: 70,
    members: [
      [0, 1, 2, 3, 4, 5, 6, 7],
      [8, 9, 10, 11, 12],
    ],
  },
  {
    name: 'fewer columns than points, which share some',
    seed: 4,
    tolerance,
    points: 100,
    columns: 33,
    members: [[4, 5, 6], [9]],
  },
  { name: 'the same model thrice: equal values', seed: 5, tolerance, points: 20, columns: 10, members: [[2, 2, 2]] },
  { name: 'no model left: -1', seed: 6, tolerance, points: 12, columns: 12, members: [[], [1], []] },
  {
    name: 'a tail of thousands of nats',
    seed: 7,
    tolerance,
    points: 64,
    columns: 64,
    members: [[0, 1, 2]],
    spread: 4000,
  },
];

export const suite = defineSuite({
  kernel: densityRows,
  cases,
  inputs({ seed, points, columns, members, spread = 3 }) {
    const draw = reals(seed, spread);
    const firsts = members.map((_, row) => members.slice(0, row).flat().length);
    return {
      workgroups: densityRows.workgroups(),
      models: members.length,
      buffers: {
        rowShape: { points, columns, level: 0.0048 },
        spans: members.map(({ length }, row) => ({
          first: firsts[row]!,
          count: length,
          tail: length < 5 ? 0 : 0.1,
          below: 0.02 * row,
          above: 0.01,
        })),
        members: Uint32Array.from(members.flat()),
        history: Float32Array.from({ length: HISTORY_ROWS * points }, () => Math.min(0, draw() - 5)),
        rows: poisoned(members.length * columns * 4),
      },
    };
  },
  reference,
});
