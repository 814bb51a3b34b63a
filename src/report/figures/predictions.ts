import { areaY, axisX, axisY, gridY, ruleY } from '@observablehq/plot';
import { fixed } from '../../metrics/format';
import { band, mean } from '../../metrics/statistics';
import { shownValue } from '../../data/units';
import { compose } from './compose';
import { dataLegend, dataMarks, predictionOf, rowsOf, truthOf } from './curve';
import { FIGURE_WIDTH, type Figure, type Panel } from './figure';
import { FAINT_INK, MODEL_COLOUR } from './palette';
import { GRID, plotPanel, tickText } from './plot-panel';
import { rimmedLine } from './rimmed-line';
import { bandName, sentence } from './words';
import type { RunResult } from '../../metrics/types';
import type { ShownSetting, SweepView } from './sweep-view';

/** Targets that are drawn below one another. */
const MOST_TARGETS = 4;

/** x, then the prediction's median over the seeds and its band. */
type Point = [x: number, middle: number, low: number, high: number];

/** For one feature: every setting's prediction (dropout off) over the data, one panel per target. */
export function predictionCurves(name: string, title: string, run: RunResult, view: SweepView): Figure {
  const single = view.settings.length === 1;
  const sample = single ? view.sample.map((setting) => ({ ...setting, colour: MODEL_COLOUR })) : view.sample;
  const first = sample[0]!.group.finite[0]!.result.dataset;
  const { targets } = run.datasets[first]!;
  const truth = truthOf(run, first);
  return compose({
    name,
    angle: 'predictions',
    title,
    legend: [
      ...dataLegend(truth),
      ...sample.map(({ label, colour }) => ({ label: single ? 'prediction' : label, colour, look: 'line' as const })),
    ],
    rows: targets.slice(0, MOST_TARGETS).map((_, k) => [curvePanel(run, first, k, sample)]),
    caption: sentence(
      'Predictions with dropout off',
      bandName(sample),
      `The dotted line is the mean of the training targets, ${fixed(meanTarget(run, first, 0), 3)}.`,
      targets.length > MOST_TARGETS ? `The first ${MOST_TARGETS} of ${targets.length} targets are drawn.` : '',
      view.omission,
    ),
  });
}

function curvePanel(run: RunResult, dataset: number, k: number, sample: readonly ShownSetting[]): Panel {
  const { features, targets, validation } = run.datasets[dataset]!;
  const curves = sample.map(({ group, colour }) => ({
    colour,
    points: bandOf(group.finite.map((model) => predictionOf(run, model, k, 'off'))),
  }));
  return plotPanel({
    width: FIGURE_WIDTH - 28,
    height: 380,
    marginLeft: 56,
    marginBottom: 40,
    marginTop: 28,
    y: { nice: true },
    marks: [
      gridY(GRID),
      axisX({ label: features[0]!.name, tickFormat: tickText }),
      axisY({ label: targets[k]!.name, tickFormat: tickText }),
      ...dataMarks(rowsOf(run, dataset, validation, k), []),
      ruleY([meanTarget(run, dataset, k)], { stroke: FAINT_INK, strokeDasharray: '1.5 3' }),
      ...curves.map(({ colour, points }) =>
        areaY(points, { x: '0', y1: '2', y2: '3', fill: colour, fillOpacity: 0.18 }),
      ),
      ...curves.flatMap(({ colour, points }) =>
        rimmedLine(points, { x: '0', y: '1', stroke: colour, strokeWidth: 1.8 }),
      ),
      ...(k === 0 ? dataMarks([], truthOf(run, dataset)) : []),
    ],
  });
}

function bandOf(curves: [number, number][][]): Point[] {
  const x = band(curves.map((curve) => curve.map((point) => point[0]))).middle;
  const { low, middle, high } = band(curves.map((curve) => curve.map((point) => point[1])));
  return Array.from(x, (value, i) => [value, middle[i]!, low[i]!, high[i]!]);
}

function meanTarget(run: RunResult, dataset: number, k: number): number {
  const { targets, train } = run.datasets[dataset]!;
  const values = train.y.filter((_, i) => i % targets.length === k);
  return shownValue(run.spec.data, targets[k]!, mean(values));
}
