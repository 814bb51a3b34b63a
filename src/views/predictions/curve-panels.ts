import { DATA_COLOURS, TRUTH_COLOURS } from '../../metrics/palette';
import { box, drawColumns, drawRows, linear, tickText, ticksOf, type Scale } from '../axis';
import { dots, fillBetween, line, rimmedLine, settingColour, within, type Box, type Point } from '../drawing';
import { drawLegend, LEGEND_HEIGHT, type LegendItem } from '../legend';
import { markedLabel, opacityOf } from '../selection';
import type { Drawn } from '../nearest-point';
import type { PredictionScene } from './scene';
import type { ShownPrediction } from './shown-predictions';

export type PanelKind = 'sample' | 'off' | 'mean';

const TITLES: Record<PanelKind, string> = {
  sample: 'dropout always on',
  off: 'dropout off',
  mean: 'dropout mean ± sd',
};
/** Standard deviations to which the fan of stochastic passes reaches, each as a layer. */
const FAN = [2, 1];
const FAN_OPACITY = 0.22;
/** In font sizes. */
const MARGIN = { left: 3.7, right: 0.7, top: LEGEND_HEIGHT + 0.2, bottom: 2.9 };
const TITLE_HEIGHT = 1.5;
const GAP = 8;
const LEGEND_LEFT = 6;
const TRUTH_DASH = [5, 3];

interface Panel {
  kind: PanelKind;
  plot: Box;
  x: Scale;
  y: Scale;
}

/**
 * Panels side by side on one scale: data, noise-free function, and each setting's prediction.
 *
 * @param focus the setting whose spread over stochastic passes is drawn
 */
export function drawCurves(
  scene: PredictionScene,
  kinds: readonly PanelKind[],
  focus: ShownPrediction | null,
): Drawn[] {
  const panels = kinds.map((kind, i) => panelOf(scene, kind, i, kinds.length));
  const { context, size, data, theme } = scene;
  const items = [...dataItems(scene), ...(focus ? passItems(scene) : []), ...settingItems(scene, focus)];
  drawLegend(context, data.target.name, items, [LEGEND_LEFT, size.width], theme);
  return panels.flatMap((panel, i) => {
    drawFrame(scene, panel, i === 0);
    if (kinds.length > 1) drawTitle(scene, panel);
    within(scene.context, panel.plot, () => {
      drawData(scene, panel);
      for (const one of scene.shown) drawPrediction(scene, panel, one, one === focus);
      drawTruth(scene, panel);
    });
    return scene.shown.map((one) => ({ setting: one.setting, points: pointsOf(scene, panel, one.curves[panel.kind]) }));
  });
}

function panelOf({ size, data, theme }: PredictionScene, kind: PanelKind, index: number, count: number): Panel {
  const all = box(size, { ...MARGIN, top: MARGIN.top + (count > 1 ? TITLE_HEIGHT : 0) }, theme);
  const width = (all.right - all.left - GAP * (count - 1)) / count;
  const left = all.left + index * (width + GAP);
  const panel = { ...all, left, right: left + width };
  return {
    kind,
    plot: panel,
    x: linear([data.x[0]!, data.x.at(-1)!], [panel.left, panel.right]),
    y: linear(data.range, [panel.bottom, panel.top]),
  };
}

function drawFrame({ context, data, theme }: PredictionScene, { plot, x, y }: Panel, isFirst: boolean): void {
  const rows = ticksOf(...data.range, Math.max(2, (plot.bottom - plot.top) / theme.fontSize / 3));
  const columns = ticksOf(data.x[0]!, data.x.at(-1)!, Math.max(2, (plot.right - plot.left) / theme.fontSize / 3.6));
  drawRows(
    context,
    plot,
    rows.map((value) => ({ at: y(value), text: isFirst ? tickText(value) : '' })),
    theme,
  );
  drawColumns(
    context,
    plot,
    columns.map((value) => ({ at: x(value), text: tickText(value) })),
    data.feature.name,
    theme,
  );
}

function drawTitle({ context, theme }: PredictionScene, { kind, plot }: Panel): void {
  context.fillStyle = theme.ink;
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  context.fillText(TITLES[kind], plot.left, plot.top - 3);
}

function dataItems({ theme, data }: PredictionScene): LegendItem[] {
  return data.actual ? [{ text: 'truth', colour: TRUTH_COLOURS[theme.paper], mark: { dash: TRUTH_DASH } }] : [];
}

/** What is drawn of the stochastic passes of the setting in focus. */
function passItems({ theme }: PredictionScene): LegendItem[] {
  return [
    { text: 'one pass', colour: theme.ink, mark: 'dots' },
    { text: '±1, ±2 sd', colour: theme.ink, mark: 'band' },
  ];
}

/** First the setting in focus: there may be no room for all. */
function settingItems({ shown, state, theme }: PredictionScene, focus: ShownPrediction | null): LegendItem[] {
  const others = shown.filter((one) => one !== focus);
  return [...(focus ? [focus] : []), ...others].map(({ setting }) => ({
    text: markedLabel(setting, state),
    colour: settingColour(setting, theme),
    mark: { dash: [] },
  }));
}

function drawData({ context, data, theme }: PredictionScene, { x, y }: Panel): void {
  context.fillStyle = DATA_COLOURS[theme.paper];
  context.globalAlpha = 0.6;
  dots(
    context,
    data.scatter.map(([px, py]): Point => [x(px), y(py)]),
    1.1,
  );
  context.globalAlpha = 1;
}

/** Above the predictions, which may cover it. */
function drawTruth({ context, data, theme }: PredictionScene, { x, y }: Panel): void {
  if (!data.actual) return;
  context.strokeStyle = TRUTH_COLOURS[theme.paper];
  context.lineWidth = 1.2;
  context.setLineDash(TRUTH_DASH);
  line(
    context,
    Array.from(data.actual, (value, g): Point => [x(data.x[g]!), y(value)]),
  );
  context.setLineDash([]);
}

/** A raw sample as dots, a mask of its own at every point; the other two as lines. */
function drawPrediction(scene: PredictionScene, panel: Panel, shown: ShownPrediction, isFocus: boolean): void {
  const { context, state, theme } = scene;
  const colour = settingColour(shown.setting, theme);
  const opacity = opacityOf(shown.setting, state);
  if (isFocus && panel.kind !== 'off') drawFan(scene, panel, shown, panel.kind === 'sample' ? FAN : [1]);
  context.globalAlpha = opacity;
  const points = pointsOf(scene, panel, shown.curves[panel.kind]);
  if (panel.kind !== 'sample' || !shown.hasDropout) rimmedLine(context, points, colour, 1.6, theme);
  else if (isFocus) {
    context.fillStyle = theme.ink;
    dots(context, points, 1.3);
  } else rimmedLine(context, pointsOf(scene, panel, shown.curves.mean), colour, 1, theme);
  context.globalAlpha = 1;
}

function drawFan(scene: PredictionScene, panel: Panel, { setting, curves }: ShownPrediction, reaches: number[]): void {
  const { context, theme } = scene;
  const edge = (reach: number): Point[] =>
    pointsOf(
      scene,
      panel,
      curves.mean.map((value, g) => value + reach * curves.deviation[g]!),
    );
  context.fillStyle = settingColour(setting, theme);
  context.globalAlpha = FAN_OPACITY;
  for (const reach of reaches) fillBetween(context, edge(-reach), edge(reach));
  context.globalAlpha = 1;
}

function pointsOf({ data }: PredictionScene, { x, y }: Panel, values: Float64Array): Point[] {
  return Array.from(values, (value, g) => [x(data.x[g]!), y(value)]);
}
