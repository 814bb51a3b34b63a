import { describe, expect, test } from 'vitest';
import type { InitKind, NetworkSpec } from '../../src/spec/types';
import { linearLayers } from '../../src/tensors/layers';
import { initialise } from '../../src/train/initialise';
import { chiSquareDeviation, correlation, mean } from '../random/statistics';

function network(widths: number[], kind: InitKind): NetworkSpec {
  const identity = { kind: 'identity', slope: 0 } as const;
  return {
    widths,
    activations: widths.slice(2).map(() => identity),
    outputActivation: identity,
    inputActivation: false,
    dropoutPosition: 'before',
    init: { kind },
  };
}

const WIDTHS = [1, 64, 200, 100, 1];
const KEY = 2 ** 40 + 17;
const uniform = (bound: number) => ({ bound, sd: bound / Math.sqrt(3) });
const rms = (values: Float32Array) => Math.sqrt(mean(values.map((value) => value ** 2)));

describe('initialise', () => {
  const scales: [InitKind, (fanIn: number, fanOut: number) => { bound?: number; sd: number }][] = [
    ['pytorch', (fanIn) => uniform(1 / Math.sqrt(fanIn))],
    ['glorot-uniform', (fanIn, fanOut) => uniform(Math.sqrt(6 / (fanIn + fanOut)))],
    ['glorot-normal', (fanIn, fanOut) => ({ sd: Math.sqrt(2 / (fanIn + fanOut)) })],
    ['he-uniform', (fanIn) => uniform(Math.sqrt(6 / fanIn))],
    ['he-normal', (fanIn) => ({ sd: Math.sqrt(2 / fanIn) })],
  ];

  test.each(scales)('%s: bounds, mean and variance of every layer', (kind, expected) => {
    const weights = initialise(network(WIDTHS, kind), KEY);
    expect(weights.length).toBe(2 * 64 + 65 * 200 + 201 * 100 + 101);
    for (const { fanIn, fanOut, weight, bias } of linearLayers(WIDTHS)) {
      const { bound, sd } = expected(fanIn, fanOut);
      const values = weights.subarray(weight, bias);
      expect(Math.abs(mean(values))).toBeLessThan((4 * sd) / Math.sqrt(values.length));
      // sd of a sample's RMS: at most sd/√(2n), that of a normal
      expect(Math.abs(rms(values) - sd)).toBeLessThan((4 * sd) / Math.sqrt(2 * values.length));
      if (bound !== undefined) {
        const largest = Math.max(...values.map(Math.abs));
        expect(largest).toBeLessThanOrEqual(Math.fround(bound));
        expect(largest).toBeGreaterThan(bound * (1 - 10 / values.length));
      } else if (values.length > 10_000) {
        const beyondTwo = values.filter((value) => Math.abs(value) > 2 * sd).length / values.length;
        expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(4 * Math.sqrt(0.0455 / values.length));
      }
    }
  });

  test('pytorch draws biases like weights; the other kinds leave them 0', () => {
    for (const [kind] of scales) {
      const weights = initialise(network(WIDTHS, kind), KEY);
      for (const { fanIn, fanOut, bias } of linearLayers(WIDTHS)) {
        const biases = weights.subarray(bias, bias + fanOut);
        if (kind === 'pytorch') {
          expect(biases.every((value) => value !== 0 && Math.abs(value) <= Math.fround(1 / Math.sqrt(fanIn)))).toBe(
            true,
          );
          if (fanOut >= 64)
            expect(Math.abs(rms(biases) * Math.sqrt(3 * fanIn) - 1)).toBeLessThan(4 / Math.sqrt(2 * fanOut));
        } else {
          expect(biases.every((value) => value === 0)).toBe(true);
        }
      }
    }
  });

  test('uniform kinds fill their interval evenly', () => {
    const values = initialise(network([100, 200, 1], 'pytorch'), 3).subarray(0, 20_000);
    const counts = new Float64Array(50);
    for (const value of values) counts[Math.floor((value * 10 + 1) * 25)]!++;
    expect(Math.abs(chiSquareDeviation(counts, 400, 49))).toBeLessThan(4);
  });

  test('is pinned: these words of a seed are its meaning', () => {
    // Computed by an independent implementation: the 53-bit uniforms of Philox blocks 0 to 3 of the key (5, 512).
    expect(initialise(network([1, 2], 'pytorch'), 2 ** 33 + 5)).toEqual(
      new Float32Array([-0.933601975440979, 0.46474194526672363, 0.19453534483909607, 0.6338736414909363]),
    );
  });

  test('a parameter depends on its place and layer, not on later layers', () => {
    const short = initialise(network([2, 8, 3], 'he-normal'), 5);
    const long = initialise(network([2, 8, 3, 50, 4], 'he-normal'), 5);
    expect(long.subarray(0, short.length)).toEqual(short);
  });

  test('models with different keys are independent, with the same key identical', () => {
    const spec = network([100, 200, 1], 'he-normal');
    const values = (key: number) => initialise(spec, key).subarray(0, 20_000);
    const first = values(1);
    expect(values(1)).toEqual(first);
    for (const key of [0, 2, 2 ** 32 + 1, 2 ** 52]) {
      expect(Math.abs(correlation(first, values(key)))).toBeLessThan(4 / Math.sqrt(first.length));
    }
  });

  test('weights that a file holds are not drawn', () => {
    const spec: NetworkSpec = { ...network([1, 1], 'pytorch'), init: { kind: 'safetensors', path: 'x' } };
    expect(() => initialise(spec, 1)).toThrow(/read from a file/);
  });
});
