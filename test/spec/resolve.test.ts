import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ThetascapeError } from '../../src/errors';
import { checkDataShape, findPreset, PRESETS, resolve, specDocument } from '../../src/spec';
import type { Axis } from '../../src/spec/types';
import { listPaths, parsePath, replacedAt } from '../../src/spec/paths';

/** What `resolve` says about a document, or '' when it takes it. */
function complaint(input: unknown): string {
  try {
    resolve(input);
    return '';
  } catch (error) {
    if (!(error instanceof ThetascapeError)) throw error;
    return error.message;
  }
}

describe('defaults and short forms', () => {
  test('an empty document is the article data with every default present', () => {
    const spec = resolve({});
    expect(spec).toEqual({
      version: 1,
      name: 'sweep',
      description: '',
      data: {
        kind: 'article',
        points: 10_000,
        noise: 0.1,
        a: 0.952901,
        b: 1.453983,
        c: -0.0953329,
        seed: null,
        split: { kind: 'fraction', fraction: 0.3, seed: null },
      },
      network: {
        widths: [1, 64, 64, 64, 64, 1],
        activations: leaky(4, 0.01),
        outputActivation: { kind: 'identity', slope: 0 },
        inputActivation: true,
        dropoutPosition: 'after',
        init: { kind: 'pytorch' },
      },
      training: {
        epochs: 50,
        batchSize: 64,
        shuffle: true,
        learningRate: 1e-3,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
      },
      regularization: { l2Penalty: 0, weightDecay: 0, decayBiases: true, dropout: [0, 0, 0, 0] },
      evaluation: { dropout: 'off', passes: 32 },
      changes: [],
      sweeps: [{ name: 'sweep', set: {}, axes: [] }],
      seeds: { first: 0, count: 1, mode: 'paired' },
    });
  });

  test('one activation and one probability stand for all hidden layers but a bare input layer', () => {
    const spec = resolve({
      network: { hidden: [8, 8, 8], activation: 'tanh', inputActivation: false },
      regularization: { dropout: 0.2 },
    });
    expect(spec.network.activations.map(({ kind }) => kind)).toEqual(['identity', 'tanh', 'tanh']);
    expect(spec.regularization.dropout).toEqual([0, 0.2, 0.2]);
  });

  test('a slope is for each leaky-relu that does not state its own', () => {
    const activation = ['leaky-relu', { kind: 'leaky-relu', slope: 0.3 }, 'relu'];
    const { network } = resolve({
      network: { hidden: [4, 4, 4], activation, slope: 0.1, outputActivation: 'leaky-relu' },
    });
    expect(network.activations.map(({ slope }) => slope)).toEqual([0.1, 0.3, 0]);
    expect(network.outputActivation).toEqual({ kind: 'leaky-relu', slope: 0.1 });
  });

  test('the widths of a CSV network follow from its column names', () => {
    const data = {
      kind: 'csv',
      path: 'a.csv',
      features: ['u', 'v'],
      targets: 'y',
      split: { kind: 'file', path: 'b.csv' },
    };
    const spec = resolve({ data, network: { hidden: [3] } });
    expect(spec.network.widths).toEqual([2, 3, 1]);
    expect(spec.data).toMatchObject({ features: ['u', 'v'], targets: ['y'], split: { kind: 'file', path: 'b.csv' } });
  });

  test('ranges are rounded to 15 digits, so that their values read as meant', () => {
    expect(axisOf({ from: 0, to: 0.5, count: 6 })?.values).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(axisOf({ from: 1e-5, to: 1, count: 6, scale: 'log' })?.values).toEqual([1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]);
  });

  test('what is resolved resolves to itself', () => {
    const mixed = {
      network: {
        hidden: [4, 5, 6],
        activation: ['identity', 'tanh', { kind: 'leaky-relu', slope: 0.3 }],
        inputActivation: false,
      },
      regularization: { dropout: [0, 0.1, 0.2] },
      axes: [{ path: 'regularization.dropout[1]', from: 0, to: 1, count: 3 }],
      changes: [
        { epoch: 20, path: 'regularization.l2Penalty', multiply: 10 },
        { epoch: 3, path: 'regularization.dropout', value: 0.5 },
      ],
      seeds: { first: 4, count: 2, mode: 'independent' },
    };
    for (const input of [mixed, {}, ...Object.values(PRESETS).map((preset) => preset.input)]) {
      const spec = resolve(input);
      expect(resolve(JSON.parse(JSON.stringify(specDocument(spec))))).toEqual(spec);
    }
  });
});

describe('mistakes', () => {
  test.each([
    [null, 'The spec must be an object, not null.'],
    [[], 'The spec must be an object, not a list.'],
    [{ trainng: {} }, 'The spec has an unknown key "trainng". Did you mean "training"?'],
    [{ training: { epochs: -5 } }, 'training.epochs must be a whole number from 1 to 1,000,000, not -5.'],
    [{ training: { epochs: 1.5 } }, 'training.epochs must be a whole number from 1 to 1,000,000, not 1.5.'],
    [{ training: { learningRate: NaN } }, 'training.learningRate must be a number from 0 to 1,000, not NaN.'],
    [{ training: { learningRate: Infinity } }, 'training.learningRate must be a number from 0 to 1,000, not Infinity.'],
    [{ training: { learningRate: '1e-3' } }, 'training.learningRate must be a number from 0 to 1,000, not "1e-3".'],
    [{ training: { beta1: 1 } }, 'training.beta1 must be a number from 0 to below 1, not 1.'],
    [{ training: [] }, 'training must be an object, not a list.'],
    [{ regularization: { dropout: 1.5 } }, 'regularization.dropout must be a number from 0 to 1, not 1.5.'],
    [{ regularization: { dropout: NaN } }, 'regularization.dropout must be a number from 0 to 1, not NaN.'],
    [
      { regularization: { dropout: [0.1, 0.2] } },
      'regularization.dropout lists 2 values for 4 hidden layers; give one for each, or a single probability for all.',
    ],
    [{ network: { hidden: [10_000] } }, 'network.hidden[0] must be a whole number from 1 to 256, not 10000.'],
    [{ network: { hidden: Array(9).fill(4) } }, 'network.hidden must list 0 to 8 hidden layers, not 9.'],
    [
      { network: { activation: ['tanh', 'tanh', 'tanh', 'tahn'] } },
      'network.activation[3] must be one of "identity", "relu", "leaky-relu", "tanh", "sigmoid", "silu", "gelu", not "tahn". Did you mean "tanh"?',
    ],
    [
      { network: { inputActivation: false, activation: ['tanh', 'tanh', 'tanh', 'tanh'] } },
      'network.activation[0] must be "identity" because network.inputActivation is false.',
    ],
    [
      { data: 'c02' },
      'data must be one of "article", "random-curve", "co2", or an object with a "kind", not "c02". Did you mean "co2"?',
    ],
    [
      { data: { kind: 'cvs' } },
      'data.kind must be one of "article", "random-curve", "formula", "csv", "co2", not "cvs". Did you mean "csv"?',
    ],
    [{ data: {} }, 'data.kind is missing; it must be one of "article", "random-curve", "formula", "csv", "co2".'],
    [{ data: { kind: 'csv', features: 'x', targets: 'y' } }, 'data.path is missing.'],
    [
      { data: { kind: 'csv', path: 'a.csv', features: ['x', 'x'], targets: 'y' } },
      'data.features lists the column "x" twice.',
    ],
    [{ data: { kind: 'article', split: 1 } }, 'data.split must be a number above 0 and below 1, not 1.'],
    [
      { data: { kind: 'formula', expression: 'x', from: 2, to: 1 } },
      'data.from must be below data.to, but 2 is not below 1.',
    ],
    [{ seeds: 2 ** 53 }, 'seeds must be a whole number from 1 to 1,000,000, not 9007199254740992.'],
    [
      { seeds: { first: 2 ** 53 - 2, count: 5 } },
      'seeds.first must leave room for 5 seeds below 2^53, but is 9007199254740990.',
    ],
    [
      { changes: [{ epoch: 2, path: 'regularization.l2penalty', value: 1 }] },
      'changes[0].path must be one of "regularization.l2Penalty", "regularization.weightDecay", ' +
        '"regularization.dropout", "training.learningRate", not "regularization.l2penalty". ' +
        'Did you mean "regularization.l2Penalty"?',
    ],
    [{ changes: [change({ epoch: 0 })] }, 'changes[0].epoch must be a whole number from 1 to 1,000,000, not 0.'],
    [{ changes: [change({ epoch: 1.5 })] }, 'changes[0].epoch must be a whole number from 1 to 1,000,000, not 1.5.'],
    [{ changes: [change({})] }, 'changes[0] needs either multiply or value.'],
    [{ changes: [change({ value: 1, multiply: 2 })] }, 'changes[0] gives both multiply and value; keep one of them.'],
    [
      { changes: [change({ value: 1.5 })] },
      'changes[0]: regularization.dropout must be a number from 0 to 1, not 1.5.',
    ],
    [
      { changes: [change({ epoch: 9, multiply: 4 }), change({ value: 0.3 })] },
      'changes[0]: regularization.dropout must be a number from 0 to 1, not 1.2.',
    ],
    [{ version: 2 }, 'version must be 1.'],
    [
      { name: '../up' },
      'name must be 1 to 64 letters, digits, dots, hyphens or underscores, with a letter or digit first.',
    ],
    [
      { axes: [{ path: 'regularisation.dropout', values: [0] }] },
      'axes[0].path "regularisation.dropout" is not a path of the spec. Did you mean "regularization.dropout"?',
    ],
    [
      { axes: [{ path: 'network.activation', values: [0] }] },
      'axes[0].path "network.activation" is not a number; give each value a sweep with "set".',
    ],
    [
      { axes: [{ path: 'network.slope', values: [0, 1] }], network: { activation: 'tanh' } },
      'axes[0].path "network.slope" changes nothing in this spec.',
    ],
    [
      { axes: [{ path: 'training.batchSize', values: [8, 0] }] },
      'axes[0], value 1: training.batchSize must be a whole number from 1 to 1,000,000, not 0.',
    ],
    [{ axes: [{ path: 'training.epochs', values: [5, 5] }] }, 'axes[0].values lists 5 twice.'],
    [{ axes: [{ path: 'training.epochs' }] }, 'axes[0] needs either values, or a range: from, to and count.'],
    [
      { axes: [{ path: 'regularization.l2Penalty', from: 0, to: 1, count: 3, scale: 'log' }] },
      'axes[0] has a log scale, so from and to must be above 0; list a 0 among values instead.',
    ],
    [
      { axes: [{ path: 'regularization.l2Penalty', from: 0, to: 1, count: 1001 }], seeds: 1000 },
      'The spec stands for 1,001,000 models, but at most 1,000,000 can be trained.',
    ],
    [
      { sweeps: [{ name: 'a', set: { 'training.epohs': 3 } }] },
      'sweeps[0].set: "training.epohs" is not a path of the spec. Did you mean "training.epochs"?',
    ],
    [
      { sweeps: [{ name: 'a', set: { seeds: 3 } }] },
      'sweeps[0].set: "seeds" is none of data, network, training, regularization, evaluation, changes.',
    ],
    [{ sweeps: [{ name: 'a' }, { name: 'a' }] }, 'sweeps has two sweeps named "a"; give each a name of its own.'],
    [{ axes: [], sweeps: [{ name: 'a' }] }, 'The spec gives both axes and sweeps; move the axes into a sweep.'],
    [
      JSON.parse('{"sweeps":[{"name":"a","set":{"__proto__":1}}]}'),
      'sweeps[0].set has a key "__proto__", which cannot be used.',
    ],
  ])('%j', (input, sentence) => {
    expect(complaint(input)).toBe(sentence);
  });

  test('several are told together, a line each', () => {
    const input = { training: { epochs: -5, epoch: 3, lr: 1 }, regularization: { dropout: 1.5 } };
    expect(complaint(input)).toBe(
      [
        'The spec has 4 mistakes:',
        '  - training.epochs must be a whole number from 1 to 1,000,000, not -5.',
        '  - training has an unknown key "epoch". Did you mean "epochs"?',
        '  - training has an unknown key "lr". The keys here are epochs, batchSize, shuffle, learningRate, beta1, beta2, epsilon.',
        '  - regularization.dropout must be a number from 0 to 1, not 1.5.',
      ].join('\n'),
    );
  });

  test('hostile keys are refused and touch no prototype', () => {
    for (const key of ['__proto__', 'constructor', 'toString']) {
      expect(complaint(JSON.parse(`{"training":{"${key}":{"epochs":1}}}`))).toMatch(
        `training has an unknown key "${key}"`,
      );
    }
    expect(Object.hasOwn(Object.prototype, 'epochs')).toBe(false);
  });

  test('any JSON is resolved or refused with a ThetascapeError', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => void complaint(input)),
      { numRuns: 500, seed: 1 },
    );
  });

  test('any JSON at any place of a right document is resolved or refused with a ThetascapeError', () => {
    const document = specDocument(resolve(findPreset('article').input));
    const anywhere = fc.constantFrom(...listPaths(document));
    const odd = fc.constantFrom(NaN, -1, 1.5, 1e300, '', '__proto__', [], {}, null, [[]], { kind: 'csv' });
    const property = fc.property(anywhere, fc.oneof(fc.jsonValue(), odd), (path, value) => {
      const said = complaint(replacedAt(document, parsePath(path) ?? [], value));
      expect(said).not.toMatch(/undefined|\[object/);
    });
    fc.assert(property, { numRuns: 1000, seed: 2 });
  });
});

describe('presets', () => {
  test('article is as coded: 12,673 parameters, a bare input layer, dropout on in evaluation', () => {
    const spec = resolve(findPreset('article').input);
    expect(parameters(spec.network.widths)).toBe(12_673);
    expect(spec.network.activations).toEqual([{ kind: 'identity', slope: 0 }, ...leaky(3, 0.03)]);
    expect(spec.network).toMatchObject({ inputActivation: false, dropoutPosition: 'before' });
    expect(spec.evaluation).toEqual({ dropout: 'on', passes: 32 });
    expect(spec.sweeps.map(({ name }) => name)).toEqual(['baseline', 'l2', 'dropout']);
    expect(spec.sweeps[1]?.axes[0]?.values).toEqual([1e-5, 5e-5, 1e-4, 5e-4, 1e-3, 1e-2, 1e-1, 1]);
    expect(spec.sweeps[2]?.axes[0]?.values.map(Math.fround)).toEqual(
      Array.from({ length: 10 }, (_, k) => Math.fround(k / 9)),
    );
  });

  test('article-as-written has 8,513 parameters, a ReLU at its end and 2λ for l2Penalty', () => {
    const spec = resolve(findPreset('article-as-written').input);
    expect(parameters(spec.network.widths)).toBe(8513);
    expect(spec.network.outputActivation.kind).toBe('relu');
    expect(spec.sweeps[1]?.axes[0]?.values.at(-1)).toBe(2);
    expect(spec.sweeps[2]?.axes[0]?.values).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
  });

  test('a mistyped preset gets a suggestion', () => {
    expect(() => findPreset('artcle')).toThrow('There is no preset "artcle". Did you mean "article"?');
    expect(() => findPreset('toString')).toThrow('There is no preset "toString".');
  });
});

test('a network that does not fit the loaded data is refused', () => {
  const { network } = resolve({});
  expect(() => checkDataShape(network, { features: ['x'], targets: ['y'] })).not.toThrow();
  expect(() => checkDataShape(network, { features: ['x', 'z'], targets: ['y'] })).toThrow(
    'network.widths starts with 1 and ends with 1, but the data has 2 feature columns and 1 target columns; ' +
      'the two ends must be 2 and 1.',
  );
});

/** A change of dropout after two epochs, unless it says otherwise. */
function change(fields: object): object {
  return { epoch: 2, path: 'regularization.dropout', ...fields };
}

function parameters(widths: number[]): number {
  return widths.slice(1).reduce((sum, width, layer) => sum + width * (widths[layer]! + 1), 0);
}

function leaky(count: number, slope: number): object[] {
  return Array.from({ length: count }, () => ({ kind: 'leaky-relu', slope }));
}

function axisOf(range: object): Axis | undefined {
  return resolve({ axes: [{ path: 'regularization.l2Penalty', ...range }] }).sweeps[0]?.axes[0];
}
