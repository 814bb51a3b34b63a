import { areaY, axisX, axisY, dot, gridY, type Markish } from '@observablehq/plot';
import { band, log10Loss, maximum, median, minimum, type Band } from '../../metrics/statistics';
import { recorded, type FiniteSummary, type SettingGroup } from '../../metrics/summary';
import { fixed } from '../../metrics/format';
import { compose, type LegendItem } from './compose';
import { FIGURE_WIDTH, type Figure, type Panel } from './figure';
import { INK, LIGHT_COLOUR, MODEL_COLOUR } from './palette';
import { GRID, plotPanel } from './plot-panel';
import { rimmedLine } from './rimmed-line';
import { bandName, sentence } from './words';
import type { ShownSetting, SweepView } from './sweep-view';

type Kind = 'train' | 'validation';
/** Epoch, then log10 MSE: median over the seeds and its band. */
type Point = [epoch: number, middle: number, low: number, high: number];

interface Series {
  colour: string;
  dash: string | undefined;
  points: Point[];
}

const [WIDTH, HEIGHT] = [(FIGURE_WIDTH - 28) / 2, 320];

/** Losses over the epochs: training in the left panel, validation in the right one, a line per setting. */
export function sweepTraining(name: string, title: string, { sample, omission }: SweepView): Figure {
  const kinds: Kind[] = ['train', 'validation'];
  const series = kinds.map((kind) => sample.map((setting) => seriesOf(setting.group, kind, setting.colour)));
  const range = extent(series.flat());
  const panels = kinds.map((kind, i) =>
    lossPanel(series[i]!, range, WIDTH, kind === 'train' ? 'log₁₀ MSE, training' : 'log₁₀ MSE, validation'),
  );
  return compose({
    name,
    angle: 'losses',
    title,
    legend: sample.map(({ label, colour }) => ({ label, colour, look: 'line' })),
    rows: [panels],
    caption: sentence(
      'Mean of the batch losses of each epoch (left) and of the validation batches after it (right)',
      bandName(sample),
      `Final training loss (log10): ${finals(sample)}.`,
      omission,
    ),
  });
}

/** Both losses of one setting in one panel. */
export function modelTraining(name: string, title: string, { settings }: SweepView): Figure {
  const setting = settings[0]!;
  const train = seriesOf(setting.group, 'train', MODEL_COLOUR);
  const validation = { ...seriesOf(setting.group, 'validation', LIGHT_COLOUR), dash: '5 3' };
  const legend: LegendItem[] = [
    { label: 'training', colour: MODEL_COLOUR, look: 'line' },
    { label: 'validation', colour: LIGHT_COLOUR, look: 'dashed' },
  ];
  const finite = setting.group.finite;
  const last = (kind: Kind): string => fixed(median(finite.map((model) => log10Loss(model[kind].final))));
  const best = (kind: Kind): string => fixed(median(finite.map((model) => log10Loss(model[kind].min))));
  return compose({
    name,
    angle: 'losses',
    title,
    legend,
    rows: [[lossPanel([validation, train], extent([train, validation]), FIGURE_WIDTH - 28, 'log₁₀ MSE')]],
    caption: sentence(
      'Mean of the batch losses of each epoch, and of the validation batches after it; nothing is smoothed',
      bandName(settings),
      `Last epoch (log10): training ${last('train')}, validation ${last('validation')}; best epoch: ${best('train')} and ${best('validation')}.`,
    ),
  });
}

function lossPanel(series: Series[], range: [number, number], width: number, label: string): Panel {
  const epochs = Math.max(...series.map(({ points }) => points.length));
  return plotPanel({
    width,
    height: HEIGHT,
    marginLeft: 48,
    marginBottom: 40,
    marginTop: 28,
    x: { domain: [1, Math.max(2, epochs)] },
    y: { domain: range, nice: true },
    marks: [
      gridY({ ...GRID, ticks: 6 }),
      axisX({ label: 'epoch', ticks: Math.min(epochs, 8), tickFormat: 'd' }),
      axisY({ label, ticks: 6 }),
      ...series.map(({ points, colour }) =>
        areaY(points, {
          x: (p: Point) => p[0],
          y1: (p: Point) => p[2],
          y2: (p: Point) => p[3],
          fill: colour,
          fillOpacity: 0.16,
        }),
      ),
      ...series.flatMap(lossLine),
      // one epoch is a point, of which a line shows nothing
      ...(epochs === 1
        ? series.map(({ points, colour }) => dot(points, { x: '0', y: '1', fill: colour, stroke: INK }))
        : []),
    ],
  });
}

function lossLine({ points, colour, dash }: Series): Markish[] {
  const dashes = dash === undefined ? {} : { strokeDasharray: dash };
  return rimmedLine(points, { x: '0', y: '1', ...dashes, stroke: colour, strokeWidth: 1.8 });
}

function seriesOf({ finite }: SettingGroup, kind: Kind, colour: string): Series {
  const { low, middle, high } = lossBand(finite, kind);
  const points = [...middle].map((value, i): Point => [i + 1, value, low[i]!, high[i]!]);
  return { colour, dash: undefined, points };
}

/** Over the epochs that every seed has, or, after a rung of successive halving, over those that went on. */
function lossBand(models: readonly FiniteSummary[], kind: Kind): Band {
  const curves = models.map(({ result }) => recorded(kind === 'train' ? result.trainLoss : result.validationLoss));
  const isHalved = models.some(({ result }) => result.stoppedAt !== null);
  const epochs = (isHalved ? Math.max : Math.min)(...curves.map((curve) => curve.length));
  return band(curves.map((curve) => curve.subarray(0, epochs).map(log10Loss)));
}

function extent(series: readonly Series[]): [number, number] {
  const values = series.flatMap(({ points }) => points.flatMap(([, middle, low, high]) => [middle, low, high]));
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? [-1, 0] : [minimum(finite), maximum(finite)];
}

function finals(sample: readonly ShownSetting[]): string {
  return sample
    .map(({ label, group }) => `${label}: ${fixed(median(group.finite.map((model) => log10Loss(model.train.final))))}`)
    .join('; ');
}
