import { RIM_COLOUR } from '../../metrics/palette';
import { maximum, minimum } from '../../metrics/statistics';
import { drawRows, linear, tickText, ticksOf, type Scale } from '../axis';
import { dots, FONT_SIZE, hasRim, line, settingColour, type Box, type Drawing } from '../drawing';
import { opacityOf, selected } from '../selection';
import type { LiveSetting } from '../live-run';
import type { Theme } from '../theme';
import { PIN_MARKS, type ViewState } from '../view';
import type { Quantity } from './quantities';
import { settingSpread, type Spread } from './setting-spread';

const TITLE_HEIGHT = FONT_SIZE + 6;
/** Pixels per tick of the vertical axis. */
const TICK_GAP = 26;
const ARROW = 4;
/** With more settings than these only the selected ones have whiskers, rims and large marks. */
const MOST_IN_FULL = 64;

/** What is drawn of a setting, at its place across the panel. */
interface SettingSpread extends Spread {
  setting: LiveSetting;
  across: number;
}

interface Panel {
  quantity: Quantity;
  plot: Box;
  y: Scale;
  spreads: readonly SettingSpread[];
}

export interface PanelScene {
  context: Drawing;
  state: ViewState;
  theme: Theme;
  /** Where the setting of an index lies, in pixels. */
  x: (index: number) => number;
}

/** One quantity over the settings of the sweep: the median of each, a whisker over its seeds, and levels to compare with. */
export function drawQuantity({ context, state, theme, x }: PanelScene, quantity: Quantity, outer: Box): void {
  const plot = { ...outer, top: outer.top + TITLE_HEIGHT };
  const spreads = state.sweep.settings.map((setting, i) => ({
    setting,
    across: x(i),
    ...settingSpread(setting, quantity, state.epoch),
  }));
  const range = rangeOf(quantity, spreads, state);
  const panel = { quantity, plot, y: scaleOf(quantity, range, plot), spreads };
  context.fillStyle = theme.ink;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillText(quantity.title, outer.left, outer.top);
  const ticks = ticksBetween(quantity, range, (plot.bottom - plot.top) / TICK_GAP);
  drawRows(
    context,
    plot,
    ticks.map((value) => ({ at: panel.y(value), text: tickText(value) })),
    theme,
  );
  drawLevels(context, panel, state, theme);
  drawLine(context, panel, theme);
  const top = selected(state);
  const known = spreads.filter(({ middle }) => !Number.isNaN(middle));
  const [chosen, others] = [true, false].map((is) => known.filter(({ setting }) => top.includes(setting) === is));
  if (others!.length > MOST_IN_FULL) drawBriefly(context, panel, others!, opacityOf(others![0]!.setting, state), theme);
  else for (const spread of others!) drawSpread(context, panel, spread, state, theme);
  for (const spread of chosen!) drawSpread(context, panel, spread, state, theme);
  context.globalAlpha = 1;
}

function rangeOf(quantity: Quantity, spreads: readonly SettingSpread[], { run }: ViewState): [number, number] {
  const [from, to] = quantity.range(run.initial);
  if (quantity.isFixed) return [from, to];
  const known = spreads.flatMap(({ low, high }) => [low, high]).filter(Number.isFinite);
  return [minimum([from, ...known]), maximum([to, ...known])];
}

function scaleOf({ scale }: Quantity, [from, to]: [number, number], { top, bottom }: Box): Scale {
  if (scale === 'linear') return linear([from, to], [bottom, top]);
  const inner = linear([Math.log10(from), Math.log10(to)], [bottom, top]);
  return (value) => inner(Math.log10(value));
}

function ticksBetween({ scale }: Quantity, [from, to]: [number, number], most: number): number[] {
  if (scale === 'linear') return ticksOf(from, to, Math.max(2, most));
  return ticksOf(Math.log10(from), Math.log10(to), Math.max(2, most))
    .filter(Number.isInteger)
    .map((power) => 10 ** power);
}

function drawLevels(context: Drawing, { quantity, plot, y }: Panel, { run }: ViewState, theme: Theme): void {
  context.strokeStyle = theme.faintInk;
  context.fillStyle = theme.faintInk;
  context.lineWidth = 1;
  let named = NaN;
  for (const { value, name, side } of quantity.levels(run.initial)) {
    const at = y(value);
    context.setLineDash([2, 3]);
    line(context, [
      [plot.left, at],
      [plot.right, at],
    ]);
    context.setLineDash([]);
    if (Math.abs(at - named) < FONT_SIZE) continue;
    named = at;
    const fitsBelow = at + FONT_SIZE < plot.bottom;
    context.textAlign = side;
    context.textBaseline = fitsBelow ? 'top' : 'bottom';
    context.fillText(name, plot[side], fitsBelow ? at + 1 : at - 1);
  }
}

/** Joins the medians, so that a trend is seen before its points are. */
function drawLine(context: Drawing, { plot, spreads, y }: Panel, theme: Theme): void {
  context.strokeStyle = theme.faintInk;
  context.lineWidth = 1;
  context.globalAlpha = 0.6;
  line(
    context,
    spreads.map(({ across, middle }) => [across, clamp(y(middle), plot)]),
  );
  context.globalAlpha = 1;
}

/** One path for all settings of a colour. */
function drawBriefly(
  context: Drawing,
  { plot, y }: Panel,
  spreads: readonly SettingSpread[],
  opacity: number,
  theme: Theme,
): void {
  context.globalAlpha = opacity;
  for (const [colour, group] of Map.groupBy(spreads, ({ setting }) => settingColour(setting, theme))) {
    context.fillStyle = colour;
    context.beginPath();
    for (const { across, middle } of group) {
      const at = y(middle);
      if (!isBeyond(at, plot)) context.rect(across - 1.2, at - 1.2, 2.4, 2.4);
    }
    context.fill();
    for (const { across, middle } of group) drawBeyond(context, across, y(middle), plot);
  }
}

function drawSpread(context: Drawing, panel: Panel, spread: SettingSpread, state: ViewState, theme: Theme): void {
  const { plot, y } = panel;
  const { setting, across, low, middle, high } = spread;
  const at = y(middle);
  const colour = settingColour(setting, theme);
  const [mark] = state.pins.flatMap((pin, i) => (pin === setting ? [PIN_MARKS[i]!] : []));
  context.globalAlpha = opacityOf(setting, state);
  context.strokeStyle = hasRim(colour, theme) ? RIM_COLOUR : colour;
  context.lineWidth = 1.2;
  line(context, [
    [across, clamp(y(low), plot)],
    [across, clamp(y(high), plot)],
  ]);
  context.fillStyle = colour;
  if (isBeyond(at, plot)) drawBeyond(context, across, at, plot);
  else if (mark) drawMark(context, mark, across, at, theme);
  else drawDot(context, across, at, hasRim(colour, theme), setting === state.hovered);
}

function drawDot(context: Drawing, x: number, y: number, isRimmed: boolean, isHovered: boolean): void {
  const radius = isHovered ? 4 : 2.6;
  const { fillStyle } = context;
  if (isRimmed) {
    context.fillStyle = RIM_COLOUR;
    dots(context, [[x, y]], radius + 0.7);
    context.fillStyle = fillStyle;
  }
  dots(context, [[x, y]], radius);
}

function drawMark(context: Drawing, mark: string, x: number, y: number, theme: Theme): void {
  context.fillStyle = theme.ink;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(mark, x, y);
}

/** A value beyond the axis is not dropped: an arrow says where it went, the table how far. */
function drawBeyond(context: Drawing, x: number, y: number, plot: Box): void {
  if (!isBeyond(y, plot)) return;
  const [tip, foot] = y < plot.top ? [plot.top, plot.top + 2 * ARROW] : [plot.bottom, plot.bottom - 2 * ARROW];
  context.beginPath();
  context.moveTo(x, tip);
  context.lineTo(x - ARROW, foot);
  context.lineTo(x + ARROW, foot);
  context.closePath();
  context.fill();
}

/** Half a pixel may be rounding: the floor itself is on the axis. */
function isBeyond(y: number, { top, bottom }: Box): boolean {
  return y < top - 0.5 || y > bottom + 0.5;
}

function clamp(y: number, { top, bottom }: Box): number {
  return Math.min(bottom, Math.max(top, y));
}
