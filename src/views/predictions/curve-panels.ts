import { DATA_COLOURS, TRUTH_COLOURS } from '../../metrics/palette';
import { drawColumns, drawRows, linear, tickText, ticksOf, type Scale } from '../axis';
import { dots, fillBetween, line, rimmedLine, settingColour, within, type Box, type Point } from '../drawing';
import { drawLegend, LEGEND_HEIGHT, type LegendItem } from '../legend';
import { markedLabel, opacityOf } from '../selection';
import type { Drawn } from './nearest-point';
import type { PredictionScene } from './scene';
import type { ShownPrediction } from './shown-predictions';

export type PanelKind = 'sample' | 'off' | 'mean';

const TITLES: Record<PanelKind, string> = { sample: 'always on', off: 'off', mean: 'mean ± sd' };
/** Standard deviations to which the fan of stochastic passes reaches, each as a layer. */
const FAN = [2, 1];
const FAN_OPACITY = 0.22;
const MARGIN = { left: 40, right: 8, top: LEGEND_HEIGHT + 2, bottom: 32 };
const GAP = 8;
const LEGEND_LEFT = 6;
const TRUTH_DASH = [5, 3];

interface Panel {
  kind: PanelKind;
  box: Box;
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
  drawLegend(context, data.target.name, legendItems(scene), [LEGEND_LEFT, size.width], theme);
  return panels.flatMap((panel, i) => {
    drawFrame(scene, panel, i === 0);
    if (kinds.length > 1) drawTitle(scene, panel);
    within(scene.context, panel.box, () => {
      drawData(scene, panel);
      for (const one of scene.shown) drawPrediction(scene, panel, one, one === focus);
      drawTruth(scene, panel);
    });
    return scene.shown.map((one) => ({ setting: one.setting, points: pointsOf(scene, panel, one.curves[panel.kind]) }));
  });
}

function panelOf({ size, data }: PredictionScene, kind: PanelKind, index: number, count: number): Panel {
  const width = (size.width - MARGIN.left - MARGIN.right - GAP * (count - 1)) / count;
  const left = MARGIN.left + index * (width + GAP);
  const panel = {
    left,
    right: left + width,
    top: MARGIN.top + (count > 1 ? 16 : 0),
    bottom: size.height - MARGIN.bottom,
  };
  return {
    kind,
    box: panel,
    x: linear([data.x[0]!, data.x.at(-1)!], [panel.left, panel.right]),
    y: linear(data.range, [panel.bottom, panel.top]),
  };
}

function drawFrame({ context, data, theme }: PredictionScene, { box, x, y }: Panel, isFirst: boolean): void {
  const rows = ticksOf(...data.range, Math.max(2, (box.bottom - box.top) / 32));
  const columns = ticksOf(data.x[0]!, data.x.at(-1)!, Math.max(2, (box.right - box.left) / 40));
  drawRows(
    context,
    box,
    rows.map((value) => ({ at: y(value), text: isFirst ? tickText(value) : '' })),
    theme,
  );
  drawColumns(
    context,
    box,
    columns.map((value) => ({ at: x(value), text: tickText(value) })),
    data.feature.name,
    theme,
  );
}

function drawTitle({ context, theme }: PredictionScene, { kind, box }: Panel): void {
  context.fillStyle = theme.ink;
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  context.fillText(`dropout ${TITLES[kind]}`, box.left, box.top - 3);
}

function legendItems({ shown, state, theme, data }: PredictionScene): LegendItem[] {
  return [
    ...(data.actual ? [{ text: 'truth', colour: TRUTH_COLOURS[theme.paper], dash: TRUTH_DASH }] : []),
    ...shown.map(({ setting }) => ({
      text: markedLabel(setting, state),
      colour: settingColour(setting, theme),
      dash: [],
    })),
  ];
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
