import { describe, expect, it } from 'vitest';
import { ARTICLE_GRID } from '../../src/density-grid';
import { fractionWithin, gridCovering, gridPoints, logDensity } from '../../src/metrics/density';
import {
  divergence,
  entropy,
  entropyCeiling,
  entropyFloor,
  initialisationNoise,
  plateau,
} from '../../src/metrics/entropy';
import { mean } from '../../src/metrics/statistics';
import { Stream } from '../../src/random/stream';
import { initialise } from '../report/fixture';

const ARTICLE_WIDTHS = [1, 64, 64, 64, 64, 1];

const initial = (key: number): Float64Array => logDensity(initialise(ARTICLE_WIDTHS, key), ARTICLE_GRID);

/** The definition, term by term in f64; only usable where the density does not underflow. */
function bruteForce(theta: Float32Array, grid = ARTICLE_GRID): Float64Array {
  const sums = gridPoints(grid).map((point) =>
    theta.reduce((sum, value) => sum + Math.exp(-((point - value) ** 2) / (2 * grid.bandwidth ** 2)), 0),
  );
  const total = sums.reduce((sum, value) => sum + value, 0);
  return sums.map((value) => value / total);
}

describe('logDensity', () => {
  it('equals the definition term by term', () => {
    const draw = new Stream(3, 'noise');
    const theta = Float32Array.from({ length: 3000 }, (_, i) => (i < 600 ? 1e-4 : 0.08) * draw.normal());
    const expected = bruteForce(theta);
    const actual = logDensity(theta, ARTICLE_GRID);
    const comparable = [...expected.keys()].filter((i) => expected[i]! > 1e-290);
    expect(comparable.length).toBeGreaterThan(400);
    for (const i of comparable) expect(Math.exp(actual[i]!) / expected[i]!).toBeCloseTo(1, 10);
  });

  it('is finite and right where the plain density underflows', () => {
    const log = logDensity(new Float32Array(5), ARTICLE_GRID);
    const [edge, centre] = [0, 250];
    const points = gridPoints(ARTICLE_GRID);
    const drop = (points[edge]! ** 2 - points[centre]! ** 2) / (2 * ARTICLE_GRID.bandwidth ** 2);
    expect(log[centre]! - log[edge]!).toBeCloseTo(drop, 6);
    expect(drop).toBeGreaterThan(44_000);
  });

  it('sums to 1, and mirrors with its parameters', () => {
    const theta = initialise(ARTICLE_WIDTHS, 5);
    const log = logDensity(theta, ARTICLE_GRID);
    expect(log.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 12);
    const mirrored = logDensity(
      theta.map((value) => -value),
      ARTICLE_GRID,
    );
    for (const i of [0, 100, 249, 499]) expect(mirrored[499 - i]).toBeCloseTo(log[i]!, 8);
  });

  it('accepts parameters that all lie beyond the grid', () => {
    expect(logDensity(Float32Array.of(40, -7), ARTICLE_GRID).every(Number.isFinite)).toBe(true);
  });
});

describe('gridCovering', () => {
  it("keeps the article's grid for its network and enlarges it for one that starts wider", () => {
    expect(gridCovering([initialise(ARTICLE_WIDTHS, 0)])).toEqual(ARTICLE_GRID);
    const wide = gridCovering([initialise([2, 2, 1], 0)]);
    expect(wide.limit).toBeGreaterThan(ARTICLE_GRID.limit);
    expect(wide.limit / wide.bandwidth).toBeCloseTo(ARTICLE_GRID.limit / ARTICLE_GRID.bandwidth, 9);
    expect(entropyFloor(wide)).toBeCloseTo(entropyFloor(ARTICLE_GRID), 9);
  });

  it('counts the mass within a radius', () => {
    expect(fractionWithin(Float32Array.of(-0.5, -0.1, 0, 0.25), 0.25)).toBe(0.75);
  });
});

describe('entropy and divergence', () => {
  it("has the article's floor and ceiling", () => {
    expect(entropyFloor(ARTICLE_GRID)).toBeCloseTo(1.23464, 5);
    expect(entropyCeiling(ARTICLE_GRID)).toBeCloseTo(6.2146, 4);
    const uniform = new Float64Array(500).fill(-Math.log(500));
    expect(entropy(uniform)).toBeCloseTo(entropyCeiling(ARTICLE_GRID), 10);
  });

  it('gives 5.352 nats for a fresh initialisation, and a plateau of 0.0048', () => {
    for (const key of [1, 2, 3]) {
      expect(Math.abs(entropy(initial(key)) - 5.352)).toBeLessThan(0.01);
      expect(plateau(initial(key))).toBeCloseTo(0.0048, 4);
    }
  });

  it('allows a peak of 83 times the initial level', () => {
    const peak = Math.exp(Math.max(...logDensity(new Float32Array(9), ARTICLE_GRID)));
    expect(peak).toBeCloseTo(0.4004, 4);
    expect(peak / plateau(initial(1))).toBeCloseTo(83.4, 0);
  });

  it('is 0 from itself, positive from another, and finite from a collapsed network', () => {
    const p = initial(1);
    expect(divergence(p, p)).toBe(0);
    expect(divergence(p, initial(2))).toBeGreaterThan(0);
    expect(Number.isFinite(divergence(p, logDensity(new Float32Array(12_673), ARTICLE_GRID)))).toBe(true);
  });

  it('matches the closed form between two discrete distributions', () => {
    const [even, uneven] = [
      [0.5, 0.5],
      [0.9, 0.1],
    ].map((values) => Float64Array.from(values, Math.log));
    const expected = 0.5 * Math.log(0.5 / 0.9) + 0.5 * Math.log(0.5 / 0.1);
    expect(divergence(even!, uneven!)).toBeCloseTo(expected, 12);
  });

  it("puts two independent initialisations about the article's 0.141 nats apart, and estimates that from one", () => {
    const keys = Array.from({ length: 20 }, (_, i) => 2 * i);
    const pairs = mean(keys.map((key) => divergence(initial(key), initial(key + 1))));
    const estimated = mean(keys.map((key) => initialisationNoise(initial(key))));
    // One pair spreads by 0.07 around a mean of 0.10.
    expect(Math.abs(pairs - 0.141)).toBeLessThan(0.1);
    expect(Math.abs(estimated - pairs)).toBeLessThan(0.05);
  });
});
