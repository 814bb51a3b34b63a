import { Stream } from '../random/stream';
import type { FractionSplit } from '../spec/types';
import { allRows, describeRows, fitColumns, splitRows, toRows, type Scalings, type Table } from './table';
import type { Dataset } from './types';

/** One function of one feature, sampled on an even grid with noise. */
export interface NoisyCurve extends Scalings {
  from: number;
  to: number;
  points: number;
  /** Standard deviation of the normal noise, in units of y before scaling. */
  noise: number;
  seed: number | null;
  split: FractionSplit;
}

/**
 * Samples `curve` and adds noise, then scales by all rows and splits, in the order of the article's notebook.
 *
 * @param key the model's key, for the seeds that are null
 * @param formula of the curve, for the description
 */
export function noisyCurve(curve: (x: number) => number, spec: NoisyCurve, key: number, formula: string): Dataset {
  const { from, to, points, noise } = spec;
  const stream = new Stream(spec.seed ?? key, 'noise');
  const step = (to - from) / (points - 1);
  const values = new Float64Array(2 * points);
  for (let row = 0; row < points; row++) {
    const x = row === points - 1 ? to : from + row * step;
    values[2 * row] = x;
    values[2 * row + 1] = curve(x) + noise * stream.normal();
  }
  const table: Table = { features: ['x'], targets: ['y'], count: points, values };
  const columns = fitColumns(table, spec, allRows(points));
  const split = splitRows(points, spec.split, key);
  const [train, validation] = [toRows(table, columns, split.train), toRows(table, columns, split.validation)];
  const [feature, target] = [columns.features[0]!, columns.targets[0]!];
  const noiseText = noise > 0 ? ` + N(0, ${noise})` : '';
  return {
    ...columns,
    train,
    validation,
    truth: (x) => (curve(x * feature.factor + feature.offset) - target.offset) / target.factor,
    description: `y = ${formula}${noiseText}: ${describeRows(train, validation)}.`,
  };
}
