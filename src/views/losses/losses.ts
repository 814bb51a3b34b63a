import { fixed, plural } from '../../metrics/format';
import { evenly, minimum } from '../../metrics/statistics';
import { drawColumns, drawRows, spreadOut, tickText, ticksOf } from '../axis';
import type { Chart, Pick, Size } from '../chart';
import {
  byColour,
  dots,
  fillBetween,
  line,
  rimmedLine,
  settingColour,
  trace,
  type Drawing,
  type Point,
} from '../drawing';
import type { LiveSetting } from '../live-run';
import { drawLegend, type LegendItem } from '../legend';
import { isStopped, markedLabel, opacityOf, selected, stillTrained, withoutAxes } from '../selection';
import type { Theme } from '../theme';
import type { ViewState } from '../view';
import { lossBand, type LossBand } from './loss-band';
import { lossScales, type LossScales } from './loss-scales';
import { lossNumbers } from './loss-table';

/** With more settings than these only the training losses are drawn, thinly; validation and bands of the selected. */
const MOST_IN_FULL = 32;
/** Segments that are drawn in one frame without stutter: longer histories of many settings are thinned. */
const MOST_SEGMENTS = 60_000;
/** Pixels from a line at which it counts as pointed at. */
const REACH = 24;
const NAME_OFFSET = 13;
const BAND_OPACITY = 0.16;
const LEGEND_LEFT = 6;
const VALIDATION_DASH = [3, 3];
/** Share of the width that names may take before they are shortened to their values. */
const NAMES = 0.33;

interface Curve {
  setting: LiveSetting;
  band: LossBand;
}

/** log10 losses over the epochs: training solid, validation dashed, the median over the seeds and a band. */
export const LOSSES: Chart = {
  name: 'losses',
  draw(context, state, size, theme) {
    context.font = `${theme.fontSize}px ${theme.font}`;
    const curves = state.sweep.settings.map((setting) => ({ setting, band: lossBand(setting) }));
    const named = namedCurves(curves, state, size.height, theme);
    const { nameOf, nameWidth } = namesOf(context, named, state, size);
    const scales = lossScales(
      state.sweep,
      curves.map(({ band }) => band),
      size,
      nameWidth,
      theme,
    );
    drawLegend(context, 'log₁₀ MSE', legendItems(theme), [LEGEND_LEFT, size.width], theme);
    drawAxes(context, scales, theme);
    drawCursor(context, scales, state, theme);
    drawCurves(context, curves, scales, state, theme);
    drawNames(context, named, nameOf, scales, state, theme);
    drawEnded(context, curves, scales, state, theme);
    return nearest(curves, scales);
  },
  describe({ sweep, epoch }) {
    const settings = evenly(sweep.settings, 5).map((setting) => {
      const { train, validation } = lossBand(setting);
      return `${setting.label}: ${fixed(train.middle[epoch - 1] ?? NaN)} and ${fixed(validation.middle[epoch - 1] ?? NaN)}`;
    });
    return `Losses of the sweep ${sweep.name}, log10 of the mean squared error in training and validation after epoch ${epoch}. ${settings.join('; ')}.`;
  },
  numbers: lossNumbers,
};

function legendItems({ ink }: Theme): LegendItem[] {
  return [
    { text: 'training', colour: ink, mark: { dash: [] } },
    { text: 'validation', colour: ink, mark: { dash: VALIDATION_DASH } },
  ];
}

function drawAxes(context: Drawing, { x, y, plot, epochs, range }: LossScales, theme: Theme): void {
  const rows = ticksOf(range[0], range[1], Math.max(2, (plot.bottom - plot.top) / theme.fontSize / 2.5));
  const columns = ticksOf(1, epochs, Math.max(2, (plot.right - plot.left) / theme.fontSize / 4)).filter(
    Number.isInteger,
  );
  drawRows(
    context,
    plot,
    rows.map((value) => ({ at: y(value), text: fixed(value, 1) })),
    theme,
  );
  drawColumns(
    context,
    plot,
    columns.map((value) => ({ at: x(value), text: tickText(value) })),
    'epoch',
    theme,
  );
}

/** The epoch that is shown. */
function drawCursor(context: Drawing, { x, plot }: LossScales, { epoch }: ViewState, theme: Theme): void {
  if (epoch === 0) return;
  context.strokeStyle = theme.faintInk;
  context.lineWidth = 1;
  line(context, [
    [x(epoch), plot.top],
    [x(epoch), plot.bottom],
  ]);
}

function drawCurves(context: Drawing, curves: readonly Curve[], scales: LossScales, state: ViewState, theme: Theme) {
  const top = new Set(selected(state));
  const others = curves.filter(({ setting }) => !top.has(setting));
  for (const [opacity, alike] of Map.groupBy(others, ({ setting }) => opacityOf(setting, state))) {
    if (curves.length > MOST_IN_FULL) drawThinly(context, alike, scales, opacity, theme);
    else for (const curve of alike) drawInFull(context, curve, scales, opacity, theme);
  }
  for (const curve of curves.filter(({ setting }) => top.has(setting))) drawInFull(context, curve, scales, 1, theme);
  context.globalAlpha = 1;
}

/** One path for all settings of a colour. */
function drawThinly(context: Drawing, curves: readonly Curve[], scales: LossScales, opacity: number, theme: Theme) {
  const every = Math.ceil((curves.length * scales.epochs) / MOST_SEGMENTS);
  context.globalAlpha = 0.8 * opacity;
  context.lineWidth = 1;
  for (const [colour, group] of byColour(curves, theme)) {
    context.strokeStyle = colour;
    context.beginPath();
    for (const { band } of group) trace(context, points(band.train.middle, band.epochs, scales, every));
    context.stroke();
  }
}

function drawInFull(context: Drawing, { setting, band }: Curve, scales: LossScales, opacity: number, theme: Theme) {
  const colour = settingColour(setting, theme);
  const along = (values: Float64Array): Point[] => points(values, band.epochs, scales);
  if (setting.models.length - band.diverged > 1) {
    context.globalAlpha = BAND_OPACITY * opacity;
    context.fillStyle = colour;
    fillBetween(context, along(band.train.low), along(band.train.high));
  }
  context.globalAlpha = 0.7 * opacity;
  context.strokeStyle = colour;
  context.lineWidth = 1.2;
  context.setLineDash(VALIDATION_DASH);
  line(context, along(band.validation.middle));
  context.setLineDash([]);
  context.globalAlpha = opacity;
  rimmedLine(context, along(band.train.middle), colour, 1.7, theme);
  context.fillStyle = colour;
  dots(context, along(band.train.middle).slice(-1), 2.2);
}

function points(values: Float64Array, epochs: number, { x, y }: LossScales, every = 1): Point[] {
  return Array.from({ length: Math.ceil(epochs / every) }, (_, i) => [x(i * every + 1), y(values[i * every]!)]);
}

/** The selected settings and as many others, evenly over the sweep, as have room beside the plot; what stopped comes last. */
function namedCurves(curves: readonly Curve[], state: ViewState, height: number, { fontSize }: Theme): Curve[] {
  const room = Math.max(2, Math.floor(height / (fontSize + 2)) - 4);
  const top = selected(state);
  if (curves.length <= room) return [...curves];
  const most = Math.max(2, Math.min(room, 10) - top.length);
  const trained = stillTrained(state.sweep.settings, state.epoch);
  const first = curves.filter(({ setting }) => trained.includes(setting));
  const last = curves.filter(({ setting }) => !trained.includes(setting));
  const others = [...evenly(first, most), ...(most - first.length < 2 ? [] : evenly(last, most - first.length))];
  return curves.filter((curve) => top.includes(curve.setting) || others.includes(curve));
}

type NameOf = (setting: LiveSetting) => string;

function namesOf(context: Drawing, named: readonly Curve[], state: ViewState, { width }: Size) {
  const widest = (nameOf: NameOf): number =>
    NAME_OFFSET + Math.max(0, ...named.map(({ setting }) => context.measureText(nameOf(setting)).width));
  const full: NameOf = (setting) => markedLabel(setting, state);
  const short: NameOf = (setting) => withoutAxes(markedLabel(setting, state));
  const nameOf = widest(full) <= NAMES * width ? full : short;
  return { nameOf, nameWidth: widest(nameOf) };
}

/** Names at the right edge, each as near to the end of its line as the others let it, joined to it by a thread. */
function drawNames(
  context: Drawing,
  named: readonly Curve[],
  nameOf: NameOf,
  scales: LossScales,
  state: ViewState,
  theme: Theme,
) {
  const { x, y, plot } = scales;
  const ends = named
    .map(({ setting, band }) => ({ setting, epochs: band.epochs, end: y(band.train.middle[band.epochs - 1] ?? NaN) }))
    .filter(({ end }) => !Number.isNaN(end))
    .sort((a, b) => a.end - b.end);
  const places = spreadOut(
    ends.map(({ end }) => end),
    theme.fontSize + 1,
    [plot.top, plot.bottom],
  );
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  ends.forEach(({ setting, epochs, end }, i) => {
    context.globalAlpha = opacityOf(setting, state);
    context.strokeStyle = theme.grid;
    line(context, [
      [x(epochs) + 4, end],
      [plot.right + NAME_OFFSET - 3, places[i]!],
    ]);
    context.fillStyle = theme.ink;
    context.fillText(nameOf(setting), plot.right + NAME_OFFSET, places[i]!);
  });
  context.globalAlpha = 1;
}

/** How many models are trained no further than to here. */
function drawEnded(
  context: Drawing,
  curves: readonly Curve[],
  { plot }: LossScales,
  { epoch }: ViewState,
  theme: Theme,
) {
  const diverged = curves.reduce((sum, { band }) => sum + band.diverged, 0);
  const stopped = curves
    .flatMap(({ setting }) => setting.models)
    .filter((model) => model.divergedAt === null && isStopped(model, epoch)).length;
  const parts = [
    ...(diverged > 0 ? [`✕ ${plural(diverged, 'model')} diverged`] : []),
    ...(stopped > 0 ? [`${plural(stopped, 'model')} stopped at a rung`] : []),
  ];
  context.fillStyle = theme.ink;
  context.textAlign = 'right';
  context.textBaseline = 'top';
  context.fillText(parts.join(', '), plot.right, plot.top);
}

/** By the distance, at the epoch below the pointer, from the medians of training and validation. */
function nearest(curves: readonly Curve[], { x, y, plot, epochs }: LossScales): Pick {
  return (px, py) => {
    const epoch = Math.round(1 + ((px - plot.left) / (plot.right - plot.left)) * (epochs - 1));
    if (Math.abs(px - x(epoch)) > REACH) return null;
    const away = curves.map(({ band }) =>
      minimum([band.train, band.validation].map(({ middle }) => distance(py, y(middle[epoch - 1] ?? NaN)))),
    );
    const least = minimum(away);
    return least <= REACH ? curves[away.indexOf(least)]!.setting : null;
  };
}

const distance = (a: number, b: number): number => (Number.isNaN(b) ? Infinity : Math.abs(a - b));
