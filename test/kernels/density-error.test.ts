/**
 * The error of the density kernel against the exact density that it estimates. A parameter between two bins is read
 * off the chord of the Gaussian between them, which lies (δ/h)²/8 = 0.8 % of the peak below it at most.
 */
import { expect, test } from 'vitest';
import { DENSITY_BINS, thetaDensity } from '../../src/kernels/theta-density';
import { ARTICLE_GRID } from '../../src/density-grid';
import { logDensity } from '../../src/metrics/density';
import { DENSITY_POINTS } from '../../src/plan/buffer-table';
import { layoutNetwork, packParameters } from '../../src/plan/layout';
import { Stream } from '../../src/random/stream';
import { densityGrid } from '../../src/train/upload';
import { floatOf } from '../support/compare';
import { testDevice } from '../support/device';
import { runDispatch } from '../support/dispatch';
import { poisoned } from '../support/kernel-buffers';

const device = await testDevice();
const layout = layoutNetwork([1, 64, 64, 64, 64, 1], 64);
const stream = new Stream(8, 'noise');
const uniform = (scale: number) => scale * (2 * stream.uniform() - 1);
const normal = (sd: number) => sd * stream.normal();

/** What networks look like before training and after it under every strength of penalty, and the worst cases. */
const shapes: [name: string, draw: () => number][] = [
  ['a fresh network', () => uniform(0.125)],
  ['a trained network, wider than the window', () => normal(0.2)],
  ['sd 0.01', () => normal(0.01)],
  ['sd 0.001', () => normal(0.001)],
  ['sd 0.0001', () => normal(0.0001)],
  ['half at zero', () => (stream.uniform() < 0.5 ? 0 : uniform(0.125))],
  ['two narrow peaks', () => (stream.uniform() < 0.5 ? -0.1 : 0.2) + normal(0.0005)],
  ['all at zero', () => 0],
  ['all halfway between two bins, where the chord is lowest', () => 0.000125],
  ['all at a point of the grid', () => -0.3 + (100 * 0.6) / 499],
  ['all at the last point', () => 0.3],
];

test.each(shapes)('%s: within a hundredth of the highest point, and 0.01 nats of entropy', async (_, draw) => {
  const theta = Float32Array.from({ length: layout.parameters }, draw);
  const estimated = await estimate(theta);
  const exact = logDensity(theta, ARTICLE_GRID).map(Math.exp);
  const highest = Math.max(...exact);
  const worst = Math.max(...exact.map((probability, i) => Math.abs(probability - estimated[i]!)));
  expect(worst).toBeLessThan(0.01 * highest);
  expect(Math.abs(entropy(estimated) - entropy(exact))).toBeLessThan(0.01);
  expect(Math.abs(estimated.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-5);
});

async function estimate(theta: Float32Array): Promise<Float64Array> {
  const parameters = new Float32Array(4 * layout.parameterStride);
  packParameters(layout, theta, parameters);
  const { densities } = await runDispatch(device, {
    kernel: thetaDensity,
    overrides: DENSITY_BINS,
    workgroups: thetaDensity.workgroups(),
    models: 1,
    buffers: {
      grid: densityGrid(layout.parameters),
      layers: layout.layers,
      parameters,
      densities: poisoned(DENSITY_POINTS),
    },
  });
  return Float64Array.from(densities!, floatOf);
}

function entropy(probabilities: Float64Array): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}
