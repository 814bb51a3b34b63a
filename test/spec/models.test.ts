import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Models, resolve, specDocument } from '../../src/spec';
import { settingDocument, withValue } from '../../src/spec/document';
import { checkSetting } from '../../src/spec/setting';

const L2 = 'regularization.l2Penalty';
const DROPOUT = 'regularization.dropout';
const RATE = 'training.learningRate';
const SAMPLE = {
  axes: [
    { kind: 'log-uniform', path: L2, from: 1e-6, to: 1 },
    { kind: 'uniform', path: DROPOUT, from: 0, to: 0.5 },
    { kind: 'normal', path: 'data.a', mean: 1, deviation: 0.5 },
    { kind: 'choice', path: 'training.batchSize', values: [16, 32, 64] },
  ],
};

const modelsOf = (input: object): Models => new Models(resolve(input));
const all = (models: Models) => [...models];
const valuesOf = (input: object) => all(modelsOf(input)).map(({ values }) => values);
const shortOf = (input: object): (number | undefined)[][] =>
  valuesOf(input).map((values) => [L2, DROPOUT, RATE].map((path) => values[path]));

const sampleText = (fields: object) => JSON.stringify(valuesOf({ sample: { ...SAMPLE, count: 50, ...fields } }));

describe('what a sweep stands for', () => {
  test('axes are multiplied, a zip goes together', () => {
    const zip = [
      { path: DROPOUT, values: [0, 0.5] },
      { path: RATE, from: 0.01, to: 0.1, count: 2, scale: 'log' },
    ];
    expect(shortOf({ axes: [{ path: L2, values: [0, 1] }], zip })).toEqual([
      [0, 0, 0.01],
      [0, 0.5, 0.1],
      [1, 0, 0.01],
      [1, 0.5, 0.1],
    ]);
  });

  test('an axis with a condition is left out where it does not hold', () => {
    const axes = [
      { path: L2, values: [0, 1] },
      { path: DROPOUT, values: [0, 0.5], when: { path: L2, values: [1] } },
      { path: RATE, values: [0.1, 0.2], when: { path: DROPOUT, values: [0.5] } },
    ];
    expect(shortOf({ axes })).toEqual([
      [0, undefined, undefined],
      [1, 0, undefined],
      [1, 0.5, 0.1],
      [1, 0.5, 0.2],
    ]);
    expect(modelsOf({ axes, regularization: { dropout: 0.3 } }).at(0).setting.regularization.dropout).toEqual(
      Array(4).fill(0.3),
    );
  });

  test.each(['sobol', 'random'])('a %s sample follows its distributions', (method) => {
    const points = valuesOf({ sample: { ...SAMPLE, method, count: 4096 } });
    const mean = (of: (values: Record<string, number>) => number) =>
      points.reduce((sum, values) => sum + of(values) / points.length, 0);
    expect(points.every((values) => values[L2]! > 1e-6 && values[L2]! < 1)).toBe(true);
    expect(mean((values) => Math.log10(values[L2]!))).toBeCloseTo(-3, 0);
    expect(mean((values) => values[DROPOUT]!)).toBeCloseTo(0.25, 1);
    expect(mean((values) => values['data.a']!)).toBeCloseTo(1, 1);
    expect(mean((values) => (values['data.a']! - 1) ** 2)).toBeCloseTo(0.25, 1);
    for (const size of [16, 32, 64]) {
      expect(mean((values) => (values['training.batchSize'] === size ? 1 : 0))).toBeCloseTo(1 / 3, 1);
    }
  });

  test('a sample is its seed: more points keep those there were, another seed has others', () => {
    for (const method of ['sobol', 'random']) {
      const fewer = sampleText({ method });
      expect(sampleText({ method, count: 60 }).startsWith(fewer.slice(0, -1))).toBe(true);
      expect(sampleText({ method, seed: 1 })).not.toBe(fewer);
    }
  });

  test('a Sobol sample leaves no 256th of an axis empty for 256 points', () => {
    const points = valuesOf({ sample: { axes: SAMPLE.axes.slice(0, 2), count: 256, seed: 3 } });
    expect(new Set(points.map((values) => Math.floor(values[DROPOUT]! * 512))).size).toBe(256);
  });

  test('is in the resolved spec with every default, and resolves to itself', () => {
    const axes = [
      { path: L2, values: [0, 1] },
      { path: 'evaluation.passes', values: [8, 16], when: { path: L2, values: [1] } },
    ];
    const spec = resolve({ axes, sample: { axes: SAMPLE.axes.slice(1), count: 9 } });
    expect(spec.sweeps[0]?.sample).toMatchObject({ method: 'sobol', count: 9, seed: 0 });
    expect(resolve(JSON.parse(JSON.stringify(specDocument(spec))))).toEqual(spec);
  });
});

/** Axes of which all combinations are right. */
const anyAxis = fc.constantFrom(
  { path: L2, values: [0, 0.1, 1] },
  { path: DROPOUT, values: [0, 0.25] },
  { path: 'regularization.dropout[2]', values: [0.5, 0.75] },
  { path: RATE, values: [0.1, 0.2, 0.3, 0.4] },
  { path: 'network.hidden', values: [4, 8] },
  { path: 'network.hidden[1]', values: [5, 6, 7] },
  { path: 'network.slope', values: [0.1, 0.2] },
  { path: 'data.split.fraction', values: [0.25, 0.5] },
  { path: 'data.seed', values: [3, 4] },
  { path: 'changes[0].multiply', values: [2, 3] },
);
const anySpace = fc
  .record({
    axes: fc.uniqueArray(anyAxis, { maxLength: 5, selector: ({ path }) => path }),
    depends: fc.boolean(),
    sampled: fc.boolean(),
    bare: fc.boolean(),
    seeds: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ axes, depends, sampled, bare, seeds }) => ({
    network: { inputActivation: !bare },
    changes: [{ epoch: 2, path: L2, multiply: 1 }],
    axes: axes.map((axis, i) =>
      depends && i > 0 ? { ...axis, when: { path: axes[i - 1]!.path, values: axes[i - 1]!.values.slice(1) } } : axis,
    ),
    ...(sampled
      ? { sample: { count: 5, axes: [{ kind: 'uniform', path: 'training.epsilon', from: 1e-9, to: 1e-3 }] } }
      : {}),
    seeds,
  }));

describe('any model of any sweep', () => {
  test('is what its values make of the document, whatever was asked for before', () => {
    const property = fc.property(anySpace, fc.nat(), fc.nat(), (input, first, second) => {
      const spec = resolve(input);
      const models = new Models(spec);
      models.at(first % models.length);
      const model = models.at(second % models.length);
      expect(model).toEqual(new Models(spec).at(second % models.length));
      const inOrder = spec.sweeps[0]!.axes.filter(({ path }) => path in model.values).map(({ path }) => path);
      const paths = [...inOrder, ...Object.keys(model.values).filter((path) => !inOrder.includes(path))];
      const document = paths.reduce<unknown>((changed, path) => {
        const replaced = withValue(changed, path, model.values[path]);
        return replaced.ok ? replaced.value : null;
      }, settingDocument(spec));
      expect(checkSetting(document)).toEqual({ ok: true, value: model.setting });
    });
    fc.assert(property, { numRuns: 200, seed: 1 });
  });

  test('comes once, from coarse to fine, and in one shard of any number', () => {
    const property = fc.property(anySpace, fc.integer({ min: 1, max: 7 }), (input, shards) => {
      const models = modelsOf(input);
      const indices = Array.from({ length: models.length }, (_, rank) => models.indexAt(rank));
      expect(new Set(indices).size).toBe(models.length);
      expect(indices.every((index) => index >= 0 && index < models.length)).toBe(true);
      const ofShard = (shard: number) => indices.filter((_, rank) => rank % shards === shard);
      expect(
        Array.from({ length: shards }, (_, shard) => ofShard(shard))
          .flat()
          .toSorted((a, b) => a - b),
      ).toEqual([...indices.keys()]);
    });
    fc.assert(property, { numRuns: 100, seed: 1 });
  });

  test('has different values than every other one', () => {
    const property = fc.property(anySpace, (input) => {
      const seen = all(modelsOf(input)).map(({ values, seed }) => JSON.stringify([values, seed]));
      expect(new Set(seen).size).toBe(seen.length);
    });
    fc.assert(property, { numRuns: 50, seed: 1 });
  });
});

describe('from coarse to fine', () => {
  test('both ends come first, then what lies between', () => {
    const models = modelsOf({ axes: [{ path: RATE, from: 0, to: 8, count: 9 }] });
    const order = Array.from({ length: 9 }, (_, rank) => models.at(models.indexAt(rank)).values[RATE]);
    expect(order).toEqual([0, 8, 4, 2, 6, 1, 5, 3, 7]);
  });

  test('the first (2^k + 1)² models are a grid over both axes whose holes are no wider than its step', () => {
    const sizes = fc.integer({ min: 2, max: 70 });
    const property = fc.property(sizes, sizes, (n, m) => {
      const models = modelsOf({
        axes: [
          { path: RATE, from: 0, to: 1, count: n },
          { path: L2, from: 0, to: 1, count: m },
        ],
      });
      for (let parts = 1; parts < Math.min(n, m); parts *= 2) {
        const first = Array.from({ length: (parts + 1) ** 2 }, (_, rank) => models.indexAt(rank));
        const [rows, columns] = [first.map((i) => Math.floor(i / m)), first.map((i) => i % m)];
        for (const [places, count] of [[rows, n] as const, [columns, m] as const]) {
          const distinct = [...new Set(places)].toSorted((a, b) => a - b);
          expect(distinct).toHaveLength(parts + 1);
          expect([distinct[0], distinct.at(-1)]).toEqual([0, count - 1]);
          const widest = Math.max(...distinct.slice(1).map((place, i) => place - distinct[i]!));
          expect(widest).toBeLessThanOrEqual(Math.ceil((count - 1) / parts));
        }
      }
    });
    fc.assert(property, { numRuns: 60, seed: 1 });
  });

  test('the last of a million models is computed without the others', () => {
    const sample = { count: 10, axes: SAMPLE.axes.slice(1, 2) };
    const models = modelsOf({
      axes: [{ path: L2, from: 1e-9, to: 1, count: 10_000, scale: 'log' }],
      sample,
      seeds: 10,
    });
    expect(models.at(999_999)).toMatchObject({ index: 999_999, seed: 9, values: { [L2]: 1 } });
    expect(new Set([0, 1, 2, 3].map((k) => models.at(models.indexAt(10 * k)).values[L2])).size).toBe(2);
  });
});

describe('mistakes', () => {
  const two = { path: DROPOUT, values: [0, 0.5] };
  const normal = { kind: 'normal', path: L2, mean: 0.1, deviation: 0.05 };
  test.each([
    [
      { zip: [two, { path: L2, values: [0] }] },
      'zip[0] has 2 values and zip[1] has 1; axes that go together need as many values each.',
    ],
    [{ axes: [two], zip: [two, two] }, 'zip[0].path "regularization.dropout" is already an axis of this sweep.'],
    [{ zip: [two] }, 'zip must list 2 to 16 axes, not 1.'],
    [
      { axes: [{ ...two, when: { path: L2, values: [1] } }] },
      'axes[0].when.path "regularization.l2Penalty" is none of the axes before it.',
    ],
    [
      { axes: [two, { path: L2, values: [1, 2], when: { path: DROPOUT, values: [0.4] } }] },
      'axes[1].when.values lists 0.4, which is no value of axes[0].',
    ],
    [
      { sample: { count: 3, axes: [{ kind: 'uniform', path: L2, from: 2, to: 1 }] } },
      'sample.axes[0].from must be below sample.axes[0].to, but 2 is not below 1.',
    ],
    [
      { sample: { count: 3, axes: [{ kind: 'log-uniform', path: L2, from: 0, to: 1 }] } },
      'sample.axes[0] is log-uniform, so from must be above 0, but is 0.',
    ],
    [
      { sample: { count: 3, axes: [normal] } },
      'sample.axes[0] reaches -0.216897871: regularization.l2Penalty must be a number from 0 to 1,000,000, not -0.216897871.',
    ],
    [{ sample: { axes: [normal] } }, 'sample.count is missing.'],
    [
      { sample: { count: 1000, axes: [{ ...normal, mean: 5 }] }, axes: [{ path: RATE, from: 0, to: 1, count: 1001 }] },
      'The spec stands for 1,001,000 models, but at most 1,000,000 can be trained.',
    ],
    [
      { sample: { count: 9, axes: [normal] }, sweeps: [{ name: 'a' }] },
      'The spec gives both sample and sweeps; move the sample into a sweep.',
    ],
  ])('%j', (input, sentence) => {
    expect(() => resolve(input)).toThrow(sentence);
  });

  test('values that are right alone but not together are found before the first model is made', () => {
    const data = { kind: 'formula', expression: 'x', from: 0, to: 10 };
    expect(() => modelsOf({ data, zip: intervals([20, 5]) })).toThrow(
      'data.from must be below data.to, but 9 is not below 5.',
    );
    expect(modelsOf({ data, zip: intervals([5, 20]) })).toHaveLength(2);
  });
});

function intervals(to: number[]): object[] {
  return [
    { path: 'data.from', values: [0, 9] },
    { path: 'data.to', values: to },
  ];
}
