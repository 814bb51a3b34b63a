import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { summarise } from '../../src/metrics/summary';
import { figuresOf } from '../../src/report/figures/figures';
import { needsRim, strengthColours } from '../../src/report/figures/palette';
import { evenly } from '../../src/metrics/statistics';
import { sweepView } from '../../src/report/figures/sweep-view';
import { toPng } from '../../src/report/png-node';
import { articleRun, partialRun, tableRun } from './fixture';
import type { Figure } from '../../src/report/figures/figure';
import type { RunResult } from '../../src/metrics/types';

const draw = (run: RunResult): Map<string, Figure> =>
  new Map(figuresOf(run, summarise(run)).map((figure) => [figure.name, figure]));
const svgOf = (figure: Figure): Document => parseHTML(figure.svg).document;
const textsOf = (figure: Figure): string[] => [...svgOf(figure).querySelectorAll('text')].map((t) => t.textContent);

const ARTICLE_FIGURES = [
  'raw_data',
  'dataset',
  'nn',
  'plain-training',
  'model-prediction-comparison',
  'model-vs-uniform',
  'lambda-training',
  'lambda-predictions',
  'lambda-ptheta',
  'lambda-divergence',
  'dropout-training',
  'dropout-predictions',
  'dropout-ptheta',
];

describe("the article's figures", () => {
  const figures = draw(articleRun(2, 12));

  it('are all there, under its names', () => {
    expect([...figures.keys()]).toEqual(expect.arrayContaining(ARTICLE_FIGURES));
  });

  it('draw no coordinate that is not a number', () => {
    for (const { svg } of figures.values()) expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('label every setting with its true value', () => {
    const dropout = textsOf(figures.get('dropout-training')!);
    for (const p of ['0', '0.11', '0.22', '0.33', '0.44', '0.56', '0.67', '0.78', '0.89', '1']) {
      expect(dropout).toContain(`p = ${p}`);
    }
    expect(textsOf(figures.get('lambda-training')!)).toContain('λ = 1e-5');
  });

  it('draw a line and a band per setting and panel', () => {
    const document = svgOf(figures.get('lambda-training')!);
    const bands = document.querySelectorAll('g[aria-label="area"]');
    expect(bands).toHaveLength(2 * 8);
  });

  it('cut peaks at a marked lid and tell their height and mass', () => {
    const texts = textsOf(figures.get('lambda-ptheta')!);
    expect(texts.some((text) => /▲ 8\d×/.test(text))).toBe(true);
    expect(texts.join(' ')).toMatch(/100 % within ±0\.003/);
    expect(textsOf(figures.get('dropout-ptheta')!).join(' ')).not.toContain('▲');
  });

  it('lose no divergence and show floor and ceiling', () => {
    const { caption } = figures.get('lambda-divergence')!;
    expect(caption.match(/λ = [^:]+: [\d.]+/g)).toHaveLength(8);
    const texts = textsOf(figures.get('lambda-divergence')!);
    expect(texts).toEqual(expect.arrayContaining(['floor 1.2346', 'ceiling 6.21']));
    expect(texts.some((text) => text.startsWith('two inits ≈ 0.'))).toBe(true);
  });

  it('show the first six p in panels of their own', () => {
    const texts = textsOf(figures.get('dropout-predictions')!);
    expect(texts.filter((text) => text.startsWith('p = '))).toEqual(
      ['0', '0.11', '0.22', '0.33', '0.44', '0.56'].map((p) => `p = ${p}`),
    );
  });

  it('carry a title and a description', () => {
    for (const figure of figures.values()) {
      const document = svgOf(figure);
      expect(document.querySelector('svg > title')!.textContent).toBe(figure.title);
      expect(document.querySelector('svg')!.getAttribute('role')).toBe('img');
    }
  });

  it('become PNGs of twice the size, with letters', () => {
    const png = toPng(figures.get('lambda-divergence')!.svg);
    expect([...png.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join('')).toBe('PNG');
    expect(new DataView(png.buffer, png.byteOffset).getUint32(16)).toBe(2 * 920);
    const blank = toPng(figures.get('lambda-divergence')!.svg.replaceAll(/<text[^]*?<\/text>/g, ''));
    expect(png.length).toBeGreaterThan(1.1 * blank.length);
  });
});

describe('other runs', () => {
  it('draw predicted against actual for several features, and a map for two axes', () => {
    const figures = draw(tableRun());
    expect([...figures.keys()]).toEqual([
      'dataset',
      'nn',
      'rate-decay-training',
      'rate-decay-map',
      'rate-decay-predictions',
      'rate-decay-predictions-2',
      'rate-decay-ptheta',
    ]);
    expect(figures.get('rate-decay-predictions')!.caption).toMatch(/variance explained/);
  });

  it('leave diverged settings out and say so', () => {
    const figures = draw(partialRun());
    const figure = figures.get('lambda-training')!;
    expect(figure.caption).toContain('1 of 8 settings diverged');
    expect(textsOf(figure)).not.toContain('λ = 1e-4');
    for (const { svg } of figures.values()) expect(svg).not.toMatch(/NaN|undefined/);
  });

  it('draw at most twelve of many settings and say so', () => {
    const run = articleRun(1, 4);
    const [template] = run.models.filter(({ model }) => model.sweep === 'l2');
    const values = Array.from({ length: 100 }, (_, i) => 10 ** (-5 + i / 20));
    const path = 'regularization.l2Penalty';
    run.spec.sweeps = [{ name: 'l2', set: {}, axes: [{ path, values }] }];
    run.models = values.map((value, index) => ({
      ...template!,
      model: { ...template!.model, index, values: { [path]: value } },
    }));
    const { caption, svg } = draw(run).get('lambda-training')!;
    expect(caption).toContain('12 of 100 settings are drawn');
    expect(svg.match(/λ = /g)!.length).toBeLessThan(60);
  });

  it('survive names with control characters and markup', () => {
    const run = tableRun();
    run.datasets[0]!.targets[0]!.name = 'a\u0001\ud800<b>&"';
    for (const { svg } of draw(run).values()) expect(() => toPng(svg)).not.toThrow();
  });

  it('give each file a name of its own', () => {
    const run = articleRun(1, 4);
    run.spec.sweeps[1]!.name = 'a b';
    run.spec.sweeps[2]!.name = 'a-b';
    for (const { model } of run.models) model.sweep = { l2: 'a b', dropout: 'a-b' }[model.sweep] ?? model.sweep;
    const names = figuresOf(run, summarise(run)).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('a-b-training_2');
  });
});

describe('sweepView', () => {
  it('samples several axes as a coarser grid', () => {
    const [template] = summarise(tableRun()).groups;
    const axes = ['a', 'b'].map((path) => ({ path, values: [0, 1, 2, 3, 4, 5] }));
    const groups = axes[0]!.values.flatMap((a) => axes[1]!.values.map((b) => ({ ...template!, values: { a, b } })));
    const { sample, omission } = sweepView({ name: template!.sweep, set: {}, axes }, groups);
    const distinct = (path: string): number => new Set(sample.map(({ group }) => group.values[path])).size;
    expect([sample.length, distinct('a'), distinct('b')]).toEqual([12, 4, 3]);
    expect(omission).toContain('12 of 36 settings');
  });
});

describe('palette', () => {
  it('runs from the lightest to the darkest class, whose first colours get a rim', () => {
    const colours = strengthColours(8);
    expect([colours[0], colours[7]]).toEqual(['rgb(252, 222, 156)', 'rgb(124, 29, 111)']);
    expect(colours.map(needsRim)).toEqual([true, true, false, false, false, false, false, false]);
  });

  it('samples evenly, ends included', () => {
    expect(evenly([0, 1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([0, 4, 8]);
  });
});
