import { areaY, axisX, axisY, dot, frame, gridY, text, type Markish } from '@observablehq/plot';
import { strongestDropout } from '../../metrics/claims/families';
import { compose } from './compose';
import { evenly } from '../../metrics/statistics';
import { dataLegend, dataMarks, predictionOf, rowsOf, truthOf } from './curve';
import { FIGURE_WIDTH, type Figure } from './figure';
import { GRID_COLOUR, INK, RIM_COLOUR, needsRim } from './palette';
import { GRID, plotPanel, tickText } from './plot-panel';
import { rimmedLine } from './rimmed-line';
import type { ShownSetting, SweepView } from './sweep-view';
import { sentence } from './words';
import type { RunResult } from '../../metrics/types';

/** As many panels as the article has, and the p up to which it shows them. */
const PANELS = 6;
const GREATEST_P = 0.6;
const COLUMNS = 2;
/** Validation rows per panel. */
const PANEL_DOTS = 800;

interface Cell {
  setting: ShownSetting;
  fx: number;
  fy: number;
}

/** For one feature: a panel per p with one stochastic pass, as the article drew it, and the Monte-Carlo band around it. */
export function dropoutPredictions(name: string, title: string, run: RunResult, view: SweepView): Figure {
  const gentle = view.settings.filter((setting) => dropoutOf(setting) <= GREATEST_P);
  const cells = evenly(gentle.length > 0 ? gentle : view.settings, PANELS).map((setting, i): Cell => {
    return { setting, fx: i % COLUMNS, fy: Math.floor(i / COLUMNS) };
  });
  const model = cells[0]!.setting.group.finite[0]!.result;
  const { passes } = model.model.setting.evaluation;
  const { features, targets } = run.datasets[model.dataset]!;
  const rows = Math.max(...cells.map(({ fy }) => fy)) + 1;
  const panel = plotPanel({
    width: FIGURE_WIDTH - 28,
    height: 40 + rows * 190,
    marginLeft: 56,
    marginBottom: 40,
    marginTop: 28,
    fx: { axis: null, padding: 0.06 },
    fy: { axis: null, padding: 0.08 },
    y: { nice: true },
    marks: [
      gridY({ ...GRID, ticks: 4 }),
      frame({ stroke: GRID_COLOUR }),
      axisX({ label: features[0]!.name, tickFormat: tickText }),
      axisY({ label: targets[0]!.name, ticks: 4, tickFormat: tickText }),
      ...cells.flatMap((cell) => cellMarks(run, cell)),
    ],
  });
  return compose({
    name,
    angle: 'predictions',
    title,
    legend: [
      ...dataLegend(truthOf(run, model.dataset)),
      { label: 'one stochastic pass', colour: cells.at(-1)!.setting.colour, look: 'dots' },
      { label: `mean ± sd of ${passes} passes`, colour: cells.at(-1)!.setting.colour, look: 'band' },
    ],
    rows: [[panel]],
    caption: sentence(
      `With dropout on: dots are one pass with a mask of its own at every x; line and band are mean ± standard deviation of ${passes} passes`,
      `Seed ${model.model.seed} of each setting.`,
      `${cells.length} of ${view.settings.length} settings are drawn` +
        (gentle.length < view.settings.length ? `, those with p up to ${GREATEST_P}.` : '.'),
    ),
  });
}

function dropoutOf({ group }: ShownSetting): number {
  return strongestDropout(group.models[0]!.result.model.setting.regularization.dropout);
}

function cellMarks(run: RunResult, { setting, fx, fy }: Cell): Markish[] {
  const model = setting.group.finite[0]!;
  const { dataset } = model.result;
  const spread = predictionOf(run, model, 0, 'deviation');
  const centre = predictionOf(run, model, 0, 'mean').map(([x, y], i) => ({ x, y, sd: spread[i]![1] }));
  const facet = { fx: () => fx, fy: () => fy };
  const rim = needsRim(setting.colour) ? { stroke: RIM_COLOUR, strokeWidth: 0.4 } : {};
  return [
    ...dataMarks(rowsOf(run, dataset, run.datasets[dataset]!.validation, 0, PANEL_DOTS), truthOf(run, dataset), facet),
    areaY(centre, {
      ...facet,
      x: 'x',
      y1: (d: (typeof centre)[0]) => d.y - d.sd,
      y2: (d: (typeof centre)[0]) => d.y + d.sd,
      fill: setting.colour,
      fillOpacity: 0.3,
    }),
    ...rimmedLine(centre, { ...facet, x: 'x', y: 'y', stroke: setting.colour, strokeWidth: 1.6 }),
    dot(predictionOf(run, model, 0, 'sample'), { ...facet, x: '0', y: '1', r: 1.4, fill: setting.colour, ...rim }),
    text([setting.label.replaceAll(', ', '\n')], {
      ...facet,
      frameAnchor: 'bottom-left',
      dx: 8,
      dy: -8,
      fontWeight: 'bold',
      fill: INK,
      stroke: 'white',
      strokeWidth: 4,
    }),
  ];
}
