/**
 * The error of the density kernel against the exact density that it estimates. A parameter between two bins is read
 * off the chord of the Gaussian between them, which lies (δ/h)²/8 = 0.8 % of the peak below it at most. In the tail the
 * chord lies above the Gaussian: at D bandwidths by the D/4 nats that one bin is nearer at most.
 */
import { expect, test } from 'vitest';
import { DENSITY_BINS, thetaDensity } from '../../src/kernels/theta-density';
import { ARTICLE_GRID } from '../../src/density-grid';
import { gridPoints, logDensity } from '../../src/metrics/density';
import { divergence, entropy } from '../../src/metrics/entropy';
import { DENSITY_POINTS } from '../../src/plan/buffer-table';
import { layoutNetwork, packParameters } from '../../src/plan/layout';
import { Stream } from '../../src/random/stream';
import { densityUniform } from '../../src/train/upload';
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
  const exact = logDensity(theta, ARTICLE_GRID);
  const highest = Math.exp(Math.max(...exact));
  const worst = Math.max(...exact.map((logP, i) => Math.abs(Math.exp(logP) - Math.exp(estimated[i]!))));
  expect(worst).toBeLessThan(0.01 * highest);
  expect(Math.abs(entropy(estimated) - entropy(exact))).toBeLessThan(0.01);
  expect(Math.abs(estimated.reduce((sum, logP) => sum + Math.exp(logP), 0) - 1)).toBeLessThan(1e-5);
});

test.each(shapes)('%s: the tail is right to a quarter of the distance in bandwidths', async (_, draw) => {
  const theta = Float32Array.from({ length: layout.parameters }, draw);
  const estimated = await estimate(theta);
  const exact = logDensity(theta, ARTICLE_GRID);
  const inside = theta.filter((value) => Math.abs(value) <= ARTICLE_GRID.limit);
  gridPoints(ARTICLE_GRID).forEach((point, i) => {
    const nearest = Math.min(...inside.map((value) => Math.abs(value - point)));
    const bound = 0.05 + nearest / ARTICLE_GRID.bandwidth / 4;
    expect(Math.abs(estimated[i]! - exact[i]!), `at ${point}`).toBeLessThan(bound);
  });
});

/** What penalties of rising strength leave of a network. */
const shrunk: [name: string, draw: () => number][] = [
  ['uniform in ±0.05', () => uniform(0.05)],
  ['uniform in ±0.01', () => uniform(0.01)],
  ['uniform in ±0.002', () => uniform(0.002)],
  ['sd 0.001', () => normal(0.001)],
  ['sd 1e-5', () => normal(1e-5)],
  ['all at zero', () => 0],
];

test.each(shrunk)('KL from a fresh network to %s is right to 1 % and 0.02 nats', async (_, draw) => {
  const fresh = Float32Array.from({ length: layout.parameters }, () => uniform(0.125));
  const theta = Float32Array.from({ length: layout.parameters }, draw);
  const exact = divergence(logDensity(fresh, ARTICLE_GRID), logDensity(theta, ARTICLE_GRID));
  const estimated = divergence(await estimate(fresh), await estimate(theta));
  expect(Math.abs(estimated - exact)).toBeLessThan(0.02 + 0.01 * exact);
});

/** (G,) log probabilities by the kernel. */
async function estimate(theta: Float32Array): Promise<Float64Array> {
  const parameters = new Float32Array(4 * layout.parameterStride);
  packParameters(layout, theta, parameters);
  const { logDensities } = await runDispatch(device, {
    kernel: thetaDensity,
    overrides: DENSITY_BINS,
    workgroups: thetaDensity.workgroups(),
    models: 1,
    buffers: {
      grid: densityUniform(ARTICLE_GRID, layout.parameters),
      layers: layout.layers,
      parameters,
      logDensities: poisoned(DENSITY_POINTS),
      densityBins: poisoned(DENSITY_BINS.STRIDE),
    },
  });
  return Float64Array.from(logDensities!, floatOf);
}
