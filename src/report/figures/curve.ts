import { dot, line, type Markish } from '@observablehq/plot';
import { evenly } from '../../metrics/statistics';
import { shownDifference, shownValue } from '../../data/units';
import { DATA_COLOUR, TRUTH_COLOUR } from './palette';
import type { LegendItem } from './compose';
import type { Rows } from '../../data/types';
import type { FiniteSummary } from '../../metrics/summary';
import type { Predictions, RunResult } from '../../metrics/types';

/** Everything here is about one feature and one target `k`, in the units that the figures show. */

export type Point = [x: number, y: number];

/** Data points that a scatter shows; more would only thicken it. */
export const MOST_DOTS = 2500;

/** The rows of a split, thinned evenly to at most `most`. */
export function rowsOf(run: RunResult, dataset: number, split: Rows, k: number, most = MOST_DOTS): Point[] {
  const { features, targets } = run.datasets[dataset]!;
  const rows = Array.from({ length: split.count }, (_, n): Point => [split.x[n]!, split.y[n * targets.length + k]!]);
  return evenly(rows, most).map(([x, y]) => [
    shownValue(run.spec.data, features[0]!, x),
    shownValue(run.spec.data, targets[k]!, y),
  ]);
}

/** The noise-free function at the prediction points; empty where the data came from none. */
export function truthOf(run: RunResult, dataset: number): Point[] {
  const { features, targets, truth } = run.datasets[dataset]!;
  if (!truth) return [];
  return [...run.predictionPoints[dataset]!.x].map((x) => [
    shownValue(run.spec.data, features[0]!, x),
    shownValue(run.spec.data, targets[0]!, truth(x)),
  ]);
}

/** One kind of prediction of a model at its grid points. */
export function predictionOf(run: RunResult, { result }: FiniteSummary, k: number, kind: keyof Predictions): Point[] {
  const { features, targets } = run.datasets[result.dataset]!;
  const shown = kind === 'deviation' ? shownDifference : shownValue;
  return Array.from(run.predictionPoints[result.dataset]!.x, (x, g) => [
    shownValue(run.spec.data, features[0]!, x),
    shown(run.spec.data, targets[k]!, result.predictions[kind][g * targets.length + k]!),
  ]);
}

/** Where in a grid of panels a mark belongs. */
export interface Facet {
  fx?: () => number;
  fy?: () => number;
}

/** Faint dots for rows, and the truth as a line above them. */
export function dataMarks(rows: readonly Point[], truth: readonly Point[], facet: Facet = {}): Markish[] {
  return [
    dot(rows, { ...facet, x: '0', y: '1', r: 1.1, fill: DATA_COLOUR, fillOpacity: 0.7 }),
    line(truth, { ...facet, x: '0', y: '1', stroke: TRUTH_COLOUR, strokeWidth: 1.6, strokeDasharray: '5 3' }),
  ];
}

export function dataLegend(truth: readonly Point[], rows = 'validation rows'): LegendItem[] {
  const items: LegendItem[] = [{ label: rows, colour: DATA_COLOUR, look: 'dots' }];
  if (truth.length > 0) items.push({ label: 'noise-free function', colour: TRUTH_COLOUR, look: 'dashed' });
  return items;
}
