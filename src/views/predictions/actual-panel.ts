import { TRUTH_COLOURS } from '../../metrics/palette';
import { box, drawColumns, drawRows, linear, tickText, ticksOf } from '../axis';
import { dots, line, settingColour, within, type Point } from '../drawing';
import { opacityOf } from '../selection';
import type { Drawn } from '../nearest-point';
import type { PredictionScene } from './scene';

/** In font sizes. */
const MARGIN = { left: 4.2, right: 0.9, top: 1.8, bottom: 2.9 };

/** For several features: predicted against actual, with the diagonal on which they agree. */
export function drawActual({ context, state, theme, size, data, shown }: PredictionScene): Drawn[] {
  const plot = box(size, MARGIN, theme);
  const x = linear(data.range, [plot.left, plot.right]);
  const y = linear(data.range, [plot.bottom, plot.top]);
  const ticks = (most: number) => ticksOf(...data.range, most);
  drawRows(
    context,
    plot,
    ticks(5).map((value) => ({ at: y(value), text: tickText(value) })),
    theme,
  );
  drawColumns(
    context,
    plot,
    ticks(5).map((value) => ({ at: x(value), text: tickText(value) })),
    `actual ${data.target.name}`,
    theme,
  );
  context.fillStyle = theme.faintInk;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillText(`predicted ${data.target.name}`, 2, 2);
  const drawn = shown.map(({ setting, curves }) => ({
    setting,
    points: Array.from(curves.off, (value, g): Point => [x(data.actual![g]!), y(value)]),
  }));
  within(context, plot, () => {
    context.strokeStyle = TRUTH_COLOURS[theme.paper];
    context.lineWidth = 1.4;
    context.setLineDash([5, 3]);
    line(context, [
      [plot.left, plot.bottom],
      [plot.right, plot.top],
    ]);
    context.setLineDash([]);
    for (const { setting, points } of drawn) {
      context.globalAlpha = 0.75 * opacityOf(setting, state);
      context.fillStyle = settingColour(setting, theme);
      dots(context, points, 2.4);
    }
    context.globalAlpha = 1;
  });
  return drawn;
}
