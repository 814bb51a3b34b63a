import { axisX, axisY, dot, gridY, line, link, ruleY, text, type Markish, type ScaleOptions } from '@observablehq/plot';
import { entropyCeiling, entropyFloor, initialisationNoise } from '../../metrics/entropy';
import { axisTexts, fixed } from '../../metrics/format';
import { axisSymbol } from '../../metrics/setting-label';
import { maximum, mean, median, minimum } from '../../metrics/statistics';
import { compose } from './compose';
import { FIGURE_WIDTH, type Figure, type Panel } from './figure';
import { FAINT_INK, INK, MODEL_COLOUR } from './palette';
import { GRID, plotPanel } from './plot-panel';
import type { ShownSetting, SweepView } from './sweep-view';
import { bandName, sentence } from './words';
import type { DensityGrid } from '../../density-grid';
import type { FiniteSummary } from '../../metrics/summary';
import type { RunResult } from '../../metrics/types';

/** Divergences below this are drawn at the lower edge, as arrows. */
const LEAST_DIVERGENCE = 0.01;
/** Ratio of the largest to the least value from which an axis is logarithmic. */
const LOGARITHMIC = 50;

interface Point {
  value: number;
  colour: string;
  middle: number;
  low: number;
  high: number;
}

interface Reference {
  y: number;
  label: string;
}

interface Quantity {
  label: string;
  measure: (model: FiniteSummary) => number;
  references: Reference[];
  scale: ScaleOptions;
}

/** Entropy of p(θ) and its divergence from the initial one, over the values of the sweep's only axis. */
export function divergenceFigure(
  name: string,
  title: string,
  run: RunResult,
  grid: DensityGrid,
  view: SweepView,
): Figure {
  const axis = view.sweep.axes[0]!;
  const noise = noiseOf(run, view);
  const quantities = [entropyQuantity(grid, view), divergenceQuantity(view, noise)];
  return compose({
    name,
    angle: 'parameters',
    title,
    rows: [quantities.map((quantity) => quantityPanel(axis.path, quantity, view))],
    caption: sentence(
      'Left: entropy of p(θ); the floor is what bandwidth and grid leave of a single peak, the ceiling equal probability everywhere',
      'Right: Kullback–Leibler divergence of the trained from the initial parameters, KL(initial ‖ trained), computed in log space so that no point is lost',
      noise === null
        ? ''
        : `Two fresh initialisations are about ${fixed(noise)} nats apart, below which nothing can be told from chance (estimated from the initial parameters and their mirror image).`,
      `Divergences: ${view.sample.map(({ label, group }) => `${label}: ${nats(median(group.finite.map(divergenceOf)))}`).join('; ')}.`,
      bandName(view.settings).replace('Line', 'Dots').replace('band', 'bars'),
    ),
  });
}

const divergenceOf = ({ density }: FiniteSummary): number => density.divergence;

function entropyQuantity(grid: DensityGrid, view: SweepView): Quantity {
  const fresh = mean(view.settings.flatMap(({ group }) => group.finite.map(({ density }) => density.initialEntropy)));
  const [floor, ceiling] = [entropyFloor(grid), entropyCeiling(grid)];
  return {
    label: 'entropy of p(θ), nats',
    measure: ({ density }) => density.entropy,
    references: [
      { y: ceiling, label: `ceiling ${fixed(ceiling)}` },
      { y: fresh, label: `initial ${fixed(fresh)}` },
      { y: floor, label: `floor ${fixed(floor, 4)}` },
    ],
    scale: { domain: [Math.min(1, floor - 0.2), ceiling + 0.3] },
  };
}

function divergenceQuantity(view: SweepView, noise: number | null): Quantity {
  const greatest = maximum(view.settings.flatMap(({ group }) => group.finite.map(divergenceOf)));
  return {
    label: 'KL(initial ‖ trained), nats',
    measure: divergenceOf,
    references: noise === null ? [] : [{ y: noise, label: `two inits ≈ ${fixed(noise)}` }],
    scale: { type: 'log', domain: [LEAST_DIVERGENCE, 2 * Math.max(1, greatest)] },
  };
}

/** Null when the initial weights come from a file and so from no symmetric distribution. */
function noiseOf({ spec }: RunResult, view: SweepView): number | null {
  if (spec.network.init.kind === 'safetensors') return null;
  const models = view.settings[0]!.group.finite;
  return mean(models.map(({ density }) => initialisationNoise(density.initialLog)));
}

function quantityPanel(path: string, { label, measure, references, scale }: Quantity, view: SweepView): Panel {
  const points = view.settings.map((setting) => pointOf(path, setting, measure));
  const lowest = scale.type === 'log' ? LEAST_DIVERGENCE : -Infinity;
  const x = xScale(points.map(({ value }) => value));
  const yTicks =
    scale.type === 'log'
      ? powersOfTen(LEAST_DIVERGENCE, 2 * maximum([1, ...points.map(({ high }) => high)]))
      : [1, 2, 3, 4, 5, 6];
  const shown = (p: Point): number => Math.max(p.middle, lowest);
  const below = points.filter(({ middle }) => middle < lowest);
  return plotPanel({
    width: (FIGURE_WIDTH - 28) / 2,
    height: 330,
    marginLeft: 56,
    marginRight: 106,
    marginBottom: 40,
    marginTop: 28,
    x: x.scale,
    y: scale,
    marks: [
      gridY({ ...GRID, ticks: yTicks }),
      axisX({ label: axisSymbol(path), ...x.axis }),
      axisY({ label, ticks: yTicks, tickFormat: powerText }),
      ...references.flatMap(referenceMarks),
      line(points, { x: 'value', y: shown, stroke: FAINT_INK, strokeOpacity: 0.6 }),
      link(
        points.filter(({ low, high }) => high > Math.max(low, lowest)),
        { x: 'value', y1: (p: Point) => Math.max(p.low, lowest), y2: 'high', stroke: FAINT_INK, strokeWidth: 1.5 },
      ),
      dot(
        points.filter(({ middle }) => middle >= lowest),
        { x: 'value', y: shown, r: 5, fill: 'colour', stroke: INK, strokeWidth: 0.8 },
      ),
      text(below, { x: 'value', y: shown, text: () => '▼', fill: MODEL_COLOUR, stroke: 'white', dy: -6 }),
    ],
    color: { type: 'identity' },
  });
}

function referenceMarks({ y, label }: Reference): Markish[] {
  return [
    ruleY([y], { stroke: FAINT_INK, strokeDasharray: '4 3' }),
    text([label], {
      y: () => y,
      frameAnchor: 'right',
      dx: 6,
      textAnchor: 'start',
      fill: FAINT_INK,
      fontSize: 10.5,
    }),
  ];
}

function pointOf(path: string, { group, colour }: ShownSetting, measure: (model: FiniteSummary) => number): Point {
  const values = group.finite.map(measure);
  return { value: group.values[path]!, colour, middle: median(values), low: minimum(values), high: maximum(values) };
}

interface XScale {
  scale: ScaleOptions;
  axis: { tickFormat?: (value: number) => string; ticks?: number[] };
}

/** Logarithmic over decades of positive values; evenly spaced where 0 stands among them; else linear. */
function xScale(values: readonly number[]): XScale {
  const positive = values.filter((value) => value > 0);
  const [least, greatest] = [minimum(positive), maximum(positive)];
  if (!(greatest / least > LOGARITHMIC)) return { scale: { inset: 8 }, axis: {} };
  if (positive.length === values.length) {
    return { scale: { type: 'log', inset: 8 }, axis: { ticks: powersOfTen(least, greatest), tickFormat: powerText } };
  }
  const texts = new Map(axisTexts(values).map((label, i) => [values[i]!, label]));
  return { scale: { type: 'point' }, axis: { tickFormat: (value) => texts.get(value) ?? '' } };
}

/** The powers of ten from least to greatest, both included where they are such. */
function powersOfTen(least: number, greatest: number): number[] {
  const first = Math.ceil(Math.log10(least) - 1e-9);
  const last = Math.floor(Math.log10(greatest) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(`1e${first + i}`));
}

function powerText(value: number): string {
  return value >= 0.01 && value <= 1000 ? String(value) : value.toExponential().replace('+', '');
}

function nats(value: number): string {
  return fixed(value, value < 10 ? 2 : 0);
}
