import { ARTICLE_GRID } from '../../src/density-grid';
import { densitySummary } from '../../src/kernels';
import { DENSITY_POINTS } from '../../src/plan/buffer-table';
import { layoutNetwork } from '../../src/plan/layout';
import { densitySummary as reference } from '../../src/reference/density-summary';
import { densityUniform } from '../../src/train/upload';
import type { Tolerance } from '../support/compare';
import { reals, type Draw } from '../support/inputs';
import { defineSuite, type CaseBase } from '../support/kernel-suite';
import { unpaddedParameters } from '../support/theta-inputs';

interface Case extends CaseBase {
  models: number;
  widths: number[];
  draw: (seed: number) => Draw;
  /** Half the range of the log probabilities. */
  spread: number;
}

const tolerance: Tolerance = {
  atol: 1e-5,
  rtol: 1e-5,
  reason: 'exp is off by 3 + 2|x| ulp, and 500 terms are summed in a tree',
};

/** Numbers beside three bandwidths and the limits, and far beyond: f32 has neither bound exactly. */
const edges = (seed: number): Draw => {
  const draw = reals(seed);
  const values = [0, -0, 0.0029, -0.0029, 0.0031, -0.0031, 0.2999, -0.2999, 0.301, -0.301, 7, -1e30];
  return () => values[Math.floor((draw() + 1) * 6)]!;
};

const cases: Case[] = [
  { name: 'a single weight and bias', seed: 1, tolerance, models: 1, widths: [1, 1], draw: reals, spread: 3 },
  {
    name: 'parameters on both sides of every bound, for five models',
    seed: 2,
    tolerance,
    models: 5,
    widths: [3, 30, 17, 1],
    draw: edges,
    spread: 3,
  },
  {
    name: 'tails of thousands of nats',
    seed: 3,
    tolerance: { ...tolerance, rtol: 1e-4 },
    models: 2,
    widths: [2, 3, 1],
    draw: reals,
    spread: 4000,
  },
];

export const suite = defineSuite({
  kernel: densitySummary,
  cases,
  inputs({ seed, models, widths, draw, spread }) {
    const layout = layoutNetwork(widths, 1);
    const unwritten = { peak: -12345, entropy: -12345, divergence: -12345, central: 9e8, below: 9e8, above: 9e8 };
    const logs = (from: number) => {
      const drawn = reals(from, spread);
      return Float32Array.from({ length: models * DENSITY_POINTS }, () => drawn() - spread);
    };
    return {
      workgroups: densitySummary.workgroups(),
      models,
      buffers: {
        grid: densityUniform(ARTICLE_GRID, layout.parameters),
        layers: layout.layers,
        parameters: unpaddedParameters(layout, models, draw(seed)),
        logDensities: logs(seed + 100),
        initialLogDensities: logs(seed + 200),
        densityNumbers: Array.from({ length: models }, () => unwritten),
      },
    };
  },
  reference,
});
