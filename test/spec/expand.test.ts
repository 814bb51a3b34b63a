import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expand, findPreset, resolve } from '../../src/spec';

const L2 = { path: 'regularization.l2Penalty', values: [0, 0.1, 0.2] };
const DROPOUT = { path: 'regularization.dropout', values: [0, 0.5] };

describe('order and values', () => {
  test('sweeps, then axes with the first slowest, then seeds', () => {
    const models = expand(resolve({ axes: [L2, DROPOUT], seeds: { first: 7, count: 2 } }));
    expect(models.map(({ index }) => index)).toEqual([...models.keys()]);
    expect(models.slice(0, 5).map(({ values, seed, key }) => [...Object.values(values), seed, key])).toEqual([
      [0, 0, 7, 7],
      [0, 0, 8, 8],
      [0, 0.5, 7, 7],
      [0, 0.5, 8, 8],
      [0.1, 0, 7, 7],
    ]);
    expect(models).toHaveLength(12);
    expect(models[11]?.setting.regularization).toMatchObject({ l2Penalty: 0.2, dropout: [0.5, 0.5, 0.5, 0.5] });
  });

  test('the article is 19 settings, and its baseline alone has 100 epochs', () => {
    const models = expand(resolve(findPreset('article').input));
    expect(models).toHaveLength(19);
    expect(models.map(({ setting }) => setting.training.epochs)).toEqual([100, ...Array(18).fill(50)]);
    expect(models.at(-1)?.setting.regularization.dropout).toEqual([0, 1, 1, 1]);
  });

  test('a spec without axes is one setting', () => {
    expect(expand(resolve({}))).toHaveLength(1);
  });

  test.each([
    ['network.hidden', 16, { network: { widths: [1, 16, 16, 16, 16, 1] } }],
    ['network.hidden[1]', 16, { network: { widths: [1, 64, 16, 64, 64, 1] } }],
    ['network.slope', 0.5, { network: { activations: leaky(4, 0.5) } }],
    ['regularization.dropout[2]', 0.5, { regularization: { dropout: [0, 0, 0.5, 0] } }],
    ['training.batchSize', 32, { training: { batchSize: 32 } }],
    ['data.noise', 0.3, { data: { noise: 0.3 } }],
    ['data.split.fraction', 0.5, { data: { split: { fraction: 0.5 } } }],
    ['data.seed', 5, { data: { seed: 5 } }],
    ['evaluation.passes', 8, { evaluation: { passes: 8 } }],
  ])('%s is an axis', (path, value, expected) => {
    const [model] = expand(resolve({ axes: [{ path, values: [value] }] }));
    expect(model?.setting).toMatchObject(expected);
    expect(model?.values).toEqual({ [path]: value });
  });

  test('set takes any value of the setting, in order', () => {
    const set = { 'network.hidden': [8, 8], 'network.activation': 'tanh', data: 'co2', 'data.split.fraction': 0.2 };
    const [model] = expand(resolve({ sweeps: [{ name: 'a', set }] }));
    expect(model?.setting).toMatchObject({
      network: { widths: [1, 8, 8, 1], activations: [{ kind: 'tanh' }, { kind: 'tanh' }] },
      data: { kind: 'co2', split: { fraction: 0.2 } },
    });
  });

  test('values that are right alone but not together are refused', () => {
    const data = { kind: 'formula', expression: 'x', from: 0, to: 10 };
    const axes = [
      { path: 'data.from', values: [0, 9] },
      { path: 'data.to', values: [5, 20] },
    ];
    expect(() => expand(resolve({ data, axes }))).toThrow('data.from must be below data.to, but 9 is not below 5.');
  });
});

describe('independent seeds', () => {
  test('keys are integers below 2^53, and differ', () => {
    const all = keys({ axes: [{ path: 'regularization.l2Penalty', from: 0, to: 1, count: 2000 }] }).map(
      ([, key]) => key,
    );
    expect(new Set(all).size).toBe(6000);
    expect(all.every((key) => Number.isSafeInteger(key) && key >= 0)).toBe(true);
    const mean = all.reduce((sum, key) => sum + key / 2 ** 53, 0) / all.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * all.length));
  });

  test('a key depends on the setting and the seed, not on the sweep around them', () => {
    const value = fc.double({ min: 0, max: 1, noNaN: true });
    const values = fc.uniqueArray(value, { minLength: 1, maxLength: 5, comparator: 'SameValueZero' });
    const property = fc.property(values, values, fc.boolean(), (l2, dropout, swap) => {
      const axes = [
        { path: 'regularization.l2Penalty', values: l2 },
        { path: 'regularization.dropout', values: dropout },
      ];
      const plain = new Map(keys({ axes }));
      const shuffled = axes.map((axis) => ({ ...axis, values: axis.values.toReversed() }));
      const sweeps = [{ name: 'first' }, { name: 'then', axes: swap ? shuffled.toReversed() : shuffled }];
      const others = new Map(keys({ sweeps }));
      for (const [identity, key] of plain) expect(others.get(identity)).toBe(key);
    });
    fc.assert(property, { numRuns: 30, seed: 1 });
  });
});

/** The key of each model of a spec with 3 independent seeds, by all that it may depend on. */
function keys(input: object): (readonly [string, number])[] {
  const models = expand(resolve({ ...input, seeds: { count: 3, mode: 'independent' } }));
  return models.map(({ setting, seed, key }) => [JSON.stringify([setting, seed]), key] as const);
}

function leaky(count: number, slope: number): object[] {
  return Array.from({ length: count }, () => ({ kind: 'leaky-relu', slope }));
}
