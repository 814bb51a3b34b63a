import { axisX, axisY, dot, frame, gridX, gridY, link, text, type Markish } from '@observablehq/plot';
import { evenly, mean } from '../../metrics/statistics';
import { shownValue } from '../../data/units';
import { compose } from './compose';
import { FIGURE_WIDTH, type Figure } from './figure';
import { GRID_COLOUR, needsRim, RIM_COLOUR, TRUTH_COLOUR } from './palette';
import { GRID, plotPanel, tickText } from './plot-panel';
import type { ShownSetting, SweepView } from './sweep-view';
import { sentence } from './words';
import type { RunResult } from '../../metrics/types';

const PANELS = 6;
const COLUMNS = 3;
const MOST_ROWS = 1000;
/** Targets that get a figure each. */
const MOST_TARGETS = 4;

type Point = [actual: number, predicted: number];

interface Cell {
  setting: ShownSetting;
  points: Point[];
  fx: number;
  fy: number;
}

/** For several features: predicted against actual target of the validation rows, a panel per setting, a figure per target. */
export function predictedActual(name: string, title: string, run: RunResult, view: SweepView): Figure[] {
  const { targets } = run.datasets[0]!;
  return targets
    .slice(0, MOST_TARGETS)
    .map(({ name: target }, k) =>
      targetFigure(
        { name: k === 0 ? name : `${name}-${k + 1}`, title: targets.length > 1 ? `${title}: ${target}` : title },
        run,
        view,
        k,
      ),
    );
}

function targetFigure(named: Pick<Figure, 'name' | 'title'>, run: RunResult, view: SweepView, k: number): Figure {
  const cells = evenly(view.settings, PANELS).map((setting, i): Cell => {
    return { setting, points: pairs(run, setting, k), fx: i % COLUMNS, fy: Math.floor(i / COLUMNS) };
  });
  const { targets } = run.datasets[0]!;
  const actual = cells.flatMap(({ points }) => points.map(([value]) => value));
  const range = [actual.reduce((a, b) => Math.min(a, b)), actual.reduce((a, b) => Math.max(a, b))];
  const rows = Math.max(...cells.map(({ fy }) => fy)) + 1;
  const panel = plotPanel({
    width: FIGURE_WIDTH - 28,
    height: 70 + rows * 265,
    marginLeft: 64,
    marginBottom: 40,
    marginTop: 28,
    fx: { axis: null, padding: 0.12, domain: [0, 1, 2] },
    fy: { axis: null, padding: 0.06 },
    x: { nice: true },
    y: { nice: true },
    marks: [
      gridX(GRID),
      gridY(GRID),
      frame({ stroke: GRID_COLOUR }),
      axisX({ label: `actual ${targets[k]!.name}`, ticks: 4, tickFormat: tickText }),
      axisY({ label: `predicted ${targets[k]!.name}`, ticks: 4, tickFormat: tickText }),
      ...cells.flatMap((cell) => cellMarks(cell, range)),
    ],
  });
  return compose({
    ...named,
    angle: 'predictions',
    legend: [{ label: 'predicted = actual', colour: TRUTH_COLOUR, look: 'dashed' }],
    rows: [[panel]],
    caption: sentence(
      `Validation rows of the first seed, dropout off${view.settings.length > cells.length ? `; ${cells.length} of ${view.settings.length} settings are drawn` : ''}`,
      `Share of the variance explained: ${cells.map(({ setting, points }) => `${setting.label}: ${explained(points)}`).join('; ')}.`,
      targets.length > MOST_TARGETS ? `The first ${MOST_TARGETS} of ${targets.length} targets are drawn.` : '',
      view.omission,
    ),
  });
}

function pairs(run: RunResult, { group }: ShownSetting, k: number): Point[] {
  const { result } = group.finite[0]!;
  const { targets, validation } = run.datasets[result.dataset]!;
  const { data } = result.model.setting;
  const column = targets[k]!;
  const all = Array.from({ length: run.predictionPoints[result.dataset]!.count }, (_, g): Point => {
    const i = g * targets.length + k;
    return [shownValue(data, column, validation.y[i]!), shownValue(data, column, result.predictions.off[i]!)];
  });
  return evenly(all, MOST_ROWS);
}

/** Coefficient of determination, 1 − Σ(y − ŷ)² / Σ(y − ȳ)². */
function explained(points: readonly Point[]): string {
  const centre = mean(points.map(([actual]) => actual));
  const residual = points.reduce((sum, [actual, predicted]) => sum + (actual - predicted) ** 2, 0);
  const total = points.reduce((sum, [actual]) => sum + (actual - centre) ** 2, 0);
  return (1 - residual / total).toFixed(2).replace('-', '−');
}

function cellMarks({ setting: { label, colour }, points, fx, fy }: Cell, [from, to]: number[]): Markish[] {
  const facet = { fx: () => fx, fy: () => fy };
  const rim = needsRim(colour) ? { stroke: RIM_COLOUR, strokeWidth: 0.6 } : {};
  return [
    link([0], {
      ...facet,
      x1: () => from,
      y1: () => from,
      x2: () => to,
      y2: () => to,
      stroke: TRUTH_COLOUR,
      strokeDasharray: '5 3',
    }),
    dot(points, { ...facet, x: '0', y: '1', r: 2.2, fill: colour, fillOpacity: 0.7, ...rim }),
    text([label.replaceAll(', ', '\n')], {
      ...facet,
      frameAnchor: 'top-left',
      dx: 8,
      dy: 8,
      fontWeight: 'bold',
      fontSize: 11,
      stroke: 'white',
      strokeWidth: 4,
      fill: 'currentColor',
    }),
  ];
}
