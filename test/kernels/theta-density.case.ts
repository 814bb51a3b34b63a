import { DENSITY_BINS, thetaDensity } from '../../src/kernels/theta-density';
import { DENSITY_POINTS } from '../../src/plan/buffer-table';
import { layoutNetwork } from '../../src/plan/layout';
import { thetaDensity as reference } from '../../src/reference/theta-density';
import { ARTICLE_GRID } from '../../src/density-grid';
import { densityUniform } from '../../src/train/upload';
import type { Tolerance } from '../support/compare';
import { reals, type Draw } from '../support/inputs';
import { poisoned } from '../support/kernel-buffers';
import { defineSuite, type CaseBase } from '../support/kernel-suite';
import { unpaddedParameters } from '../support/theta-inputs';

interface Case extends CaseBase {
  models: number;
  widths: number[];
  draw: (seed: number) => Draw;
}

const tolerance: Tolerance = {
  atol: 1e-3,
  rtol: 1e-4,
  reason: 'f32 places a parameter between two bins to 1e-4 of their distance, and the bins to 1e-4 bandwidths',
};

const cases: Case[] = [
  { name: 'a single weight and bias', seed: 1, tolerance, models: 1, widths: [1, 1], draw: (s) => reals(s, 0.2) },
  {
    name: 'parameters within and beyond the points, for five models',
    seed: 2,
    tolerance,
    models: 5,
    widths: [3, 30, 17, 1],
    draw: (s) => reals(s, 0.5),
  },
  {
    name: 'all parameters in one bin',
    seed: 3,
    tolerance,
    models: 2,
    widths: [1, 64, 64, 1],
    draw: () => () => 0.1001,
  },
  {
    name: 'a narrow peak at zero, as strong penalties leave it',
    seed: 4,
    tolerance,
    models: 2,
    widths: [1, 64, 64, 1],
    draw: (s) => reals(s, 1e-4),
  },
  {
    name: 'no parameter in any bin: equal probabilities',
    seed: 5,
    tolerance,
    models: 2,
    widths: [2, 3, 1],
    draw: () => () => 1e30,
  },
  {
    name: 'parameters that end at the edges of the bins',
    seed: 6,
    tolerance,
    models: 2,
    widths: [1, 8, 8, 1],
    draw: (s) => reals(s, 0.308),
  },
];

export const suite = defineSuite({
  kernel: thetaDensity,
  scratch: ['densityBins'],
  cases,
  inputs({ seed, models, widths, draw }) {
    const layout = layoutNetwork(widths, 1);
    return {
      workgroups: thetaDensity.workgroups(),
      models,
      overrides: DENSITY_BINS,
      buffers: {
        grid: densityUniform(ARTICLE_GRID, layout.parameters),
        layers: layout.layers,
        parameters: unpaddedParameters(layout, models, draw(seed)),
        logDensities: poisoned(models * DENSITY_POINTS),
        densityBins: poisoned(models * DENSITY_BINS.STRIDE),
      },
    };
  },
  reference: (buffers) => reference(buffers, DENSITY_BINS.BINS),
});
