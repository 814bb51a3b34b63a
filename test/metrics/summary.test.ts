import { describe, expect, it } from 'vitest';
import { spread, summarise } from '../../src/metrics/summary';
import { band, deviation, median, quantile, risingPairs } from '../../src/metrics/statistics';
import { axisTexts, fixed, percent, settingText } from '../../src/metrics/format';
import { articleRun, partialRun } from '../report/fixture';

describe('summarise', () => {
  const run = articleRun(2, 20);
  const summary = summarise(run);

  it('groups the seeds of a setting, in the order of the spec', () => {
    expect(summary.groups).toHaveLength(19);
    expect(summary.groups.every((group) => group.finite.length === 2)).toBe(true);
    expect(summary.groups.map((group) => group.sweep).slice(0, 2)).toEqual(['baseline', 'l2']);
  });

  it('derives losses and gap from the curves', () => {
    const { result, train, validation, gap } = summary.models[5]!;
    expect(train.final).toBe(result.trainLoss.at(-1));
    expect(train.min).toBe(Math.min(...result.trainLoss));
    expect(train.median).toBe(median(result.trainLoss.slice(-10)));
    expect(gap).toBeCloseTo(validation.final - train.final, 15);
  });

  it('counts the parameters that moved bit by bit', () => {
    const last = summary.groups.at(-1)!;
    expect(last.values).toEqual({ 'regularization.dropout': 1 });
    expect(last.finite.map((model) => model.moved)).toEqual([1, 1]);
  });

  it('gives mean and deviation over the seeds', () => {
    const group = summary.groups[3]!;
    const finals = group.finite.map((model) => model.train.final);
    expect(spread(group, (model) => model.train.final)).toEqual({
      mean: (finals[0]! + finals[1]!) / 2,
      deviation: deviation(finals),
    });
  });

  it('keeps a diverged model out of the spread and takes the last recorded epoch of a stopped one', () => {
    const stopped = summarise(partialRun());
    const diverged = stopped.groups[3]!;
    expect(diverged.models).toHaveLength(1);
    expect(diverged.finite).toHaveLength(0);
    expect(diverged.models[0]!.train.final).toBeNaN();
    expect(stopped.models[0]!.train.final).toBe(stopped.models[0]!.result.trainLoss[9]);
  });
});

describe('statistics', () => {
  it('interpolates quantiles and takes the range for few seeds', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(band([Float64Array.of(1), Float64Array.of(3)])).toEqual({
      low: Float64Array.of(1),
      middle: Float64Array.of(2),
      high: Float64Array.of(3),
    });
    const eleven = Array.from({ length: 11 }, (_, i) => Float64Array.of(i));
    expect([band(eleven).low[0], band(eleven).high[0]]).toEqual([1, 9]);
  });

  it('measures how much a series rises', () => {
    expect(risingPairs([1, 2, 3])).toBe(1);
    expect(risingPairs([3, 2, 1])).toBe(-1);
    expect(risingPairs([1, 3, 2])).toBeCloseTo(1 / 3, 12);
  });
});

describe('format', () => {
  it('writes settings as people do', () => {
    expect(axisTexts([1e-5, 5e-5, 1e-3, 1e-2, 0.1, 1])).toEqual(['1e-5', '5e-5', '1e-3', '0.01', '0.1', '1']);
    expect(axisTexts([0, 1 / 9, 2 / 9, 1])).toEqual(['0', '0.11', '0.22', '1']);
    expect(axisTexts([0.501, 0.502])).toEqual(['0.501', '0.502']);
    expect(settingText(20_000)).toBe('20,000');
  });

  it('writes numbers with a minus sign and no false 100 %', () => {
    expect(fixed(-1.234)).toBe('−1.23');
    expect(fixed(NaN)).toBe('–');
    expect(percent(0.41)).toBe('41 %');
    expect(percent(0.99996)).toBe('> 99.9 %');
    expect(percent(1)).toBe('100 %');
  });
});
