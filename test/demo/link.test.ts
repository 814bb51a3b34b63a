import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DATA_STARTS } from '../../demo/experiment/data-starts';
import { withAxis, withDecaysSwapped, withSweeps, withValues } from '../../demo/experiment/edits';
import { explicit } from '../../demo/experiment/link-edits';
import { OPENING, parseLink, writeLink } from '../../demo/experiment/link';
import { PRESETS, resolve, type SpecInput } from '../../src/index';

const article = explicit(PRESETS['article']!.input);
const co2 = explicit(PRESETS['co2']!.input);
const halved = explicit(PRESETS['halving']!.input);

/** What is the same experiment has the same spec. */
function expectReproduced(input: SpecInput): void {
  const hash = writeLink(input);
  const { input: read, notUnderstood } = parseLink(hash);
  expect(notUnderstood, hash).toEqual([]);
  expect(resolve(read), hash).toEqual(resolve(input));
}

describe('a link is short and readable', () => {
  test.each<[string, SpecInput, string]>([
    ['a preset', PRESETS['co2']!.input, '#v=1&p=co2'],
    ['the opening', OPENING, '#v=1&p=article&seeds=4'],
    [
      'a finer axis and fewer epochs in every sweep',
      withValues(withAxis(article, axisOf('regularization.l2Penalty', log(1e-5, 1, 6))), [['training.epochs', 50]]),
      '#v=1&p=article&ep=50&l2=log(1e-5,1,6)',
    ],
    ['a sweep that is left out', withSweeps(article, ['l2', 'dropout']), '#v=1&p=article&sweeps=l2,dropout'],
    ['a number in place of an axis', withValues(co2, [['regularization.l2Penalty', 0.01]]), '#v=1&p=co2&l2=0.01'],
    [
      'per-layer dropout and another network',
      withValues(article, [
        ['network.hidden', [8, 16]],
        ['network.inputActivation', true],
        ['regularization.dropout', [0.1, 0.25]],
        ['network.activation', 'tanh'],
      ]),
      '#v=1&p=article&sweeps=baseline,l2&input=true&net=8-16&act=tanh&slope=0.01&do=0.1/0.25',
    ],
    [
      'a formula',
      withValues(co2, [['data', { kind: 'formula', expression: 'sin(x) + x^2 > 1 ? x : 0', from: 0 }]]),
      '#v=1&p=co2&data=formula&data.expression=sin(x)+%2B+x^2+%3E+1+%3F+x+:+0&data.from=0&data.to=1',
    ],
    [
      'a file',
      withValues(co2, [
        ['data', { kind: 'csv', path: 'my wine.csv', features: ['pH', 'sugar, dry'], targets: 'quality' }],
      ]),
      '#v=1&p=co2&data=csv&data.path=my+wine.csv&data.features=[%22pH%22,%22sugar,+dry%22]&data.targets=quality&data.header=true',
    ],
    [
      'changes',
      {
        ...article,
        changes: [
          { epoch: 20, path: 'regularization.l2Penalty', multiply: 10 },
          { epoch: 30, path: 'training.learningRate', value: 1e-4 },
        ],
      },
      '#v=1&p=article&changes=20:l2*10;30:lr=1e-4',
    ],
    ['halving', { ...article, halving: { rungs: [5, 20], keep: 0.5 } }, '#v=1&p=article&halving=5-20:0.5'],
    ['other rungs', { ...halved, halving: { rungs: [9], keep: 0.25 } }, '#v=1&p=halving&halving=9:0.25'],
    ['no halving', { ...halved, halving: null }, '#v=1&p=halving&halving=none'],
  ])('%s', (_, input, hash) => {
    expect(writeLink(input)).toBe(hash);
    expectReproduced(input);
  });

  test('what no short edit says is written in full', () => {
    const sweeps = [
      { name: 'b' },
      { name: 'a', set: { 'training.epochs': 3 }, axes: [axisOf('training.batchSize', [16, 32])] },
    ];
    expectReproduced({ name: 'mine', sweeps, data: 'co2' });
    expectReproduced(withDecaysSwapped(article));
    const epochs = { name: 'long', set: { 'training.epochs': 100 } };
    expectReproduced({ ...article, training: { epochs: 50 }, sweeps: [epochs], halving: { rungs: [70], keep: 0.5 } });
  });
});

describe('where a visitor looked', () => {
  const view = {
    kind: 'heat',
    scale: 'log',
    sweep: 'l2',
    epoch: 37,
    pins: ['λ = 1e-4', 'λ = 0.1'],
    camera: -12.5,
  } as const;

  test('is in the link', () => {
    const { view: read, input, notUnderstood, fingerprint } = parseLink(writeLink(OPENING, view, '0123456789ab'));
    expect(notUnderstood).toEqual([]);
    expect(read).toEqual(view);
    expect(fingerprint).toBe('0123456789ab');
    expect(resolve(input)).toEqual(resolve(OPENING));
  });

  test('an address as browsers give it', () => {
    const { hash } = new URL(`https://example.org/${writeLink(OPENING, view)}`);
    expect(parseLink(hash).view).toEqual(view);
  });
});

describe('what is not understood is said, and the rest holds', () => {
  test.each<[string, RegExp | string]>([
    ['l2=abc', 'l2=abc: regularization.l2Penalty must be a number from 0 to 1,000,000, not "abc".'],
    ['ep=0', 'ep=0: training.epochs must be a whole number from 1 to 1,000,000, not 0.'],
    ['learning=1', 'learning=1: "learning" is not a path of the spec.'],
    ['p=artcle', 'p=artcle: p is given twice.'],
    ['data=wine', 'data=wine: The data are one of article, random-curve, formula, csv, co2.'],
    ['sweeps=l3', 'sweeps=l3: There is no sweep "l3". Did you mean "l2"?'],
    ['sweeps=[1]', /^sweeps=\[1\]: Sweeps are a list/],
    ['l2=log(0,1,4)', 'l2=log(0,1,4): Equal ratios need both ends above 0; list a 0 among values instead.'],
    ['l2=lin(0,1,1e9)', 'l2=lin(0,1,1e9): A range has 2 to 1024 values, not 1000000000.'],
    ['changes=l2', /^changes=l2: A change is/],
    ['view=ball', 'view=ball: It must be one of ridge, field, heat, fan, table.'],
    ['e=-1', 'e=-1: It must be a number.'],
    ['__proto__=1', '__proto__=1: "__proto__" is not a path of the spec.'],
    ['constructor.prototype.x=1', /is not a path of the spec/],
    ['sweeps[0].axes[0]={}', 'sweeps[0].axes[0]={}: A link has no "sweeps[0].axes[0]".'],
    ['%E0%A4', '%E0%A4: a part of a link is key=value.'],
    ['seeds=3', 'seeds=3: seeds is given twice.'],
  ])('%s', (part, mistake) => {
    const { input, notUnderstood } = parseLink(`#v=1&p=article&seeds=2&${part}`);
    expect(notUnderstood).toHaveLength(1);
    expect(notUnderstood[0]).toMatch(mistake);
    expect(resolve(input)).toEqual(resolve({ ...article, seeds: 2 }));
  });

  test('an unknown preset', () => {
    const { input, notUnderstood } = parseLink('#v=1&p=artcle&seeds=2');
    expect(notUnderstood).toEqual(['p=artcle: There is no preset "artcle". Did you mean "article"?']);
    expect(resolve(input)).toEqual(resolve({ ...article, seeds: 2 }));
  });

  test('a formula that cannot be read', () => {
    const { input, notUnderstood } = parseLink('#v=1&p=article&data=formula&data.expression=sin(y)&data.to=2');
    expect(notUnderstood).toEqual([
      'data.expression=sin(y): data.expression "sin(y)" has an unknown name "y" at character 5. Did you mean "x"?',
    ]);
    expect(resolve(input).data).toEqual(resolve({ data: { ...DATA_STARTS.formula, to: 2 } }).data);
  });

  test.each(['#v=2&seeds=2', `#seeds=${'2'.repeat(40_000)}`, `#${'a=1&'.repeat(101)}`])('%.20s', (hash) => {
    const { input, notUnderstood } = parseLink(hash);
    expect(notUnderstood).toHaveLength(1);
    expect(input).toEqual(OPENING);
  });
});

const anyAxis = fc.oneof(
  fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }),
  fc.constantFrom(log(1e-5, 1, 7), log(0.5, 1e-3, 4)),
);
const anyValue = fc.oneof(
  fc.tuple(fc.constant('network.hidden'), fc.array(fc.integer({ min: 1, max: 256 }), { maxLength: 8 })),
  fc.tuple(fc.constant('network.activation'), fc.constantFrom('tanh', 'leaky-relu', 'gelu')),
  fc.tuple(fc.constant('network.slope'), fc.double({ min: -1, max: 1, noNaN: true })),
  fc.tuple(fc.constant('network.init'), fc.constantFrom('he-normal', 'pytorch')),
  fc.tuple(fc.constantFrom('network.inputActivation', 'regularization.decayBiases'), fc.boolean()),
  fc.tuple(
    fc.constantFrom('training.epochs', 'training.batchSize', 'seeds.count', 'seeds.first'),
    fc.integer({ min: 1, max: 99 }),
  ),
  fc.tuple(
    fc.constantFrom('regularization.l2Penalty', 'regularization.dropout'),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ),
  fc.tuple(fc.constant('data'), fc.constantFrom(...Object.values(DATA_STARTS))),
  fc.tuple(
    fc.constant('halving'),
    fc.constantFrom(null, { rungs: [1] }, { rungs: [5, 30], keep: 0.5 }, { rungs: [120], keep: 1e-3 }),
  ),
  fc.tuple(fc.constant('name'), fc.constantFrom('mine', 'co2')),
  fc.tuple(fc.constant('description'), fc.string()),
);
const anyInput = fc
  .record({
    preset: fc.constantFrom(...Object.values(PRESETS)),
    values: fc.array(anyValue, { maxLength: 5 }),
    axis: fc.option(
      fc.tuple(
        fc.constantFrom('regularization.l2Penalty', 'regularization.weightDecay', 'regularization.dropout'),
        anyAxis,
      ),
    ),
    expression: fc.option(fc.constantFrom('x % 2 > 1 && x != 3', '-x^2 + 1', 'x < 1 ? exp(x) : 1e-3', '  x|| 0')),
  })
  .map(({ preset, values, axis, expression }): SpecInput | null => {
    const data = expression === null ? [] : [['data', { kind: 'formula', expression }] as const];
    try {
      const document = explicit(withValues(explicit(preset.input), [...values, ...data]));
      return explicit(axis ? withAxis(document, axisOf(axis[0], axis[1])) : document);
    } catch {
      return null;
    }
  })
  .filter((input) => input !== null);

test('any experiment of the page is reproduced', () => {
  fc.assert(fc.property(anyInput, expectReproduced), { numRuns: 150 });
});

test('no hash does harm', () => {
  const part = fc.tuple(
    fc.oneof(
      fc.constantFrom('p', 'l2', 'do', 'net', 'data', 'sweeps', 'changes', 'halving', 'data.features', 'view', 'v'),
      fc.string(),
    ),
    fc.oneof(fc.string(), fc.json(), fc.constantFrom('log(1e-5,1,4)', 'csv', '1', 'co2', '1,2', '-', '0/0.5')),
  );
  const hash = fc.oneof(
    fc.string(),
    fc
      .array(part, { maxLength: 6 })
      .map((parts) => parts.map(([key, text]) => `${key}=${encodeURIComponent(text)}`).join('&')),
  );
  fc.assert(
    fc.property(hash, (text) => {
      resolve(parseLink(text).input);
    }),
    { numRuns: 150 },
  );
});

function axisOf(path: string, values: readonly number[]) {
  return { path, values: [...values] };
}

function log(from: number, to: number, count: number): number[] {
  return resolve({ axes: [{ path: 'regularization.l2Penalty', from, to, count, scale: 'log' }] }).sweeps[0]!.axes[0]!
    .values;
}
