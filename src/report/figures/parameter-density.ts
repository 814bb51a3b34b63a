import { areaY, axisX, gridX, line, link, ruleY, text, type Markish } from '@observablehq/plot';
import type { DensityGrid } from '../../density-grid';
import { gridPoints } from '../../metrics/density';
import { centralRadius, inInitialLevels } from '../../metrics/density-summary';
import { count, fixed, percent } from '../../metrics/format';
import { band, maximum, mean, type Band } from '../../metrics/statistics';
import { compose } from './compose';
import { FIGURE_WIDTH, type Figure, type Panel } from './figure';
import { FAINT_INK, GRID_COLOUR, INITIAL_COLOUR, INK, MODEL_COLOUR } from './palette';
import { plotPanel } from './plot-panel';
import { rimmedLine } from './rimmed-line';
import { bandName, sentence } from './words';
import type { FiniteSummary } from '../../metrics/summary';
import type { ShownSetting, SweepView } from './sweep-view';

/** Where the article cuts its peaks, in multiples of the initial level. */
const LID = 2.7;
/** The article shows two thirds of the range of its estimate. */
const SHOWN_RANGE = 2 / 3;
const ROW_HEIGHT = 66;
/** Room for the longest label of a setting, and for what is told beside the row. */
const MARGIN = { left: 178, right: 230 };

/** θ, then the density of the trained parameters over the seeds and of the initial ones, in initial levels. */
type Point = [theta: number, middle: number, low: number, high: number, initial: number];

/** p(θ), a row per setting; peaks beyond the lid are cut, marked, and told with their true height and mass. */
export function densityRows(name: string, title: string, grid: DensityGrid, view: SweepView): Figure {
  const rows = view.sample.map((setting) => ({ setting, points: densityPoints(setting, grid) }));
  const highest = maximum(rows.flatMap(({ points }) => points.map((point) => point[3])));
  const lid = highest > LID ? LID : highest * 1.1;
  const panels = rows.map(({ setting, points }, i): Panel[] => [
    rowPanel(setting, points, grid, lid, i === rows.length - 1),
  ]);
  return compose({
    name,
    angle: 'parameters',
    title,
    legend: [{ label: 'initial parameters', colour: INITIAL_COLOUR, look: 'dotted' }],
    rows: panels,
    caption: sentence(
      `Density of all ${parameterCount(view)} parameters in multiples of the level of the initial ones (Gaussian kernel, bandwidth ${grid.bandwidth}, ${grid.points} points on ±${grid.limit})`,
      highest > LID ? `Peaks are cut at ${LID}× and marked by a bar; their true height stands beside them.` : '',
      bandName(view.sample),
      view.omission,
    ),
  });
}

/** p(θ) of one setting before and after training, over the whole range of the estimate. */
export function densityBeforeAfter(name: string, title: string, grid: DensityGrid, view: SweepView): Figure {
  const setting = { ...view.settings[0]!, colour: MODEL_COLOUR };
  const points = densityPoints(setting, grid);
  const panel = plotPanel({
    width: FIGURE_WIDTH - 28,
    height: 320,
    marginLeft: 48,
    marginBottom: 40,
    marginTop: 28,
    y: { nice: true, grid: true, label: 'density, in initial levels' },
    x: { domain: [-grid.limit, grid.limit] },
    marks: [axisX({ label: 'θ' }), ...curveMarks(setting, points, Infinity), ruleY([0])],
  });
  return compose({
    name,
    angle: 'parameters',
    title,
    legend: [
      { label: 'trained', colour: MODEL_COLOUR, look: 'line' },
      { label: 'initial', colour: INITIAL_COLOUR, look: 'dotted' },
    ],
    rows: [[panel]],
    caption: sentence(
      `Density of all ${parameterCount(view)} parameters before and after training; 1 is the level of the initial ones`,
      `${factLines(setting, grid).join('; ').replace('peak', 'Peak')}.`,
      bandName([setting]),
    ),
  });
}

function densityPoints({ group }: ShownSetting, grid: DensityGrid): Point[] {
  const trained = densityBand(group.finite, (model) => model.density.log);
  const initial = densityBand(group.finite, (model) => model.density.initialLog);
  return [...gridPoints(grid)].map((theta, i) => [
    theta,
    trained.middle[i]!,
    trained.low[i]!,
    trained.high[i]!,
    initial.middle[i]!,
  ]);
}

function densityBand(models: readonly FiniteSummary[], log: (model: FiniteSummary) => Float64Array): Band {
  return band(models.map((model) => inInitialLevels(log(model), model.density.initialLevel)));
}

function rowPanel(setting: ShownSetting, all: Point[], grid: DensityGrid, lid: number, last: boolean): Panel {
  const limit = grid.limit * SHOWN_RANGE;
  const points = all.filter(([theta]) => Math.abs(theta) <= limit);
  const ticks = lid === LID ? [1, LID] : [1];
  return plotPanel({
    width: FIGURE_WIDTH - 28,
    height: ROW_HEIGHT + (last ? 34 : 0),
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: 14,
    marginBottom: last ? 36 : 2,
    x: { domain: [-limit, limit], axis: null },
    y: { domain: [0, lid], axis: null },
    marks: [
      gridX({ stroke: GRID_COLOUR, strokeOpacity: 1, ticks: 5 }),
      ...(last ? [axisX({ label: 'θ', ticks: 5, labelAnchor: 'center', labelArrow: 'none' })] : []),
      ruleY([1], { stroke: GRID_COLOUR }),
      ...curveMarks(setting, points, lid),
      ruleY([0], { stroke: FAINT_INK }),
      text(ticks, {
        x: () => -limit,
        y: (tick: number) => tick,
        text: (tick: number) => `${tick}×`,
        dx: -6,
        textAnchor: 'end',
        fontSize: 9,
        fill: FAINT_INK,
      }),
      text([setting.label.replaceAll(', ', '\n')], {
        frameAnchor: 'left',
        dx: -40,
        textAnchor: 'end',
        fontWeight: 'bold',
        fontSize: 11,
      }),
      text([factLines(setting, grid).join('\n')], {
        frameAnchor: 'right',
        dx: 12,
        textAnchor: 'start',
        lineHeight: 1.35,
        fontSize: 10.5,
        fill: FAINT_INK,
      }),
    ],
  });
}

function curveMarks(setting: ShownSetting, points: readonly Point[], lid: number): Markish[] {
  const { colour } = setting;
  const cut = (value: number): number => Math.min(value, lid);
  const height = (p: Point): number => cut(p[1]);
  return [
    areaY(points, { x: '0', y: height, fill: colour, fillOpacity: 0.35 }),
    areaY(points, {
      x: '0',
      y1: (p: Point) => cut(p[2]),
      y2: (p: Point) => cut(p[3]),
      fill: colour,
      fillOpacity: 0.35,
    }),
    ...rimmedLine(points, { x: '0', y: height, stroke: colour, strokeWidth: 1.6 }),
    line(points, {
      x: '0',
      y: (p: Point) => cut(p[4]),
      stroke: INITIAL_COLOUR,
      strokeDasharray: '1.5 3',
      strokeWidth: 1.2,
    }),
    ...lidMarks(setting, points, lid),
  ];
}

/** A dark bar where the curve is cut, with the height that it would reach. */
function lidMarks(setting: ShownSetting, points: readonly Point[], lid: number): Markish[] {
  const beyond = points.filter(([, middle]) => middle > lid).map(([theta]) => theta);
  if (beyond.length === 0) return [];
  const half = (points[1]![0] - points[0]![0]) / 2;
  const at = { x: (theta: number) => theta, y: () => lid };
  return [
    link(beyond, {
      x1: (theta: number) => theta - half,
      x2: (theta: number) => theta + half,
      y: () => lid,
      stroke: INK,
      strokeWidth: 3.5,
    }),
    text([beyond.at(-1)!], {
      ...at,
      text: () => `▲ ${heightText(measures(setting).peak)}`,
      textAnchor: 'start',
      dx: 7,
      dy: 1,
      fontSize: 10.5,
      fontWeight: 'bold',
    }),
  ];
}

function factLines(setting: ShownSetting, grid: DensityGrid): string[] {
  const { peak, central, near, outside } = measures(setting);
  return [
    `peak ${heightText(peak)}, ${percent(central)} within ±${centralRadius(grid)}`,
    `${percent(near)} within ±0.001`,
    `${percent(outside)} beyond ±${grid.limit}`,
  ];
}

function heightText(initialLevels: number): string {
  return `${fixed(initialLevels, initialLevels < 10 ? 1 : 0)}×`;
}

/** Means over the seeds. */
function measures({ group: { finite } }: ShownSetting): {
  peak: number;
  central: number;
  near: number;
  outside: number;
} {
  return {
    peak: mean(finite.map(({ density }) => density.peak)),
    central: mean(finite.map(({ density }) => density.central)),
    near: mean(finite.map(({ result }) => result.statistics.total.nearZero)),
    outside: mean(finite.map(({ density }) => density.outside)),
  };
}

function parameterCount({ settings }: SweepView): string {
  const counts = new Set(settings.map(({ group }) => group.finite[0]!.result.weights.length));
  return counts.size === 1 ? count([...counts][0]!) : `${count(Math.min(...counts))} to ${count(Math.max(...counts))}`;
}
