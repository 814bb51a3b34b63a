import { RIM_COLOUR } from '../../metrics/palette';
import { maximum, minimum } from '../../metrics/statistics';
import { drawRows, linear, tickText, ticksOf, type Scale, type Tick } from '../axis';
import { byColour, dots, hasRim, line, settingColour, trace, type Box, type Drawing } from '../drawing';
import { opacityOf, selected } from '../selection';
import type { LiveSetting } from '../live-run';
import type { Theme } from '../theme';
import { PIN_MARKS, type ViewState } from '../view';
import type { Quantity } from './quantities';
import type { Drawn } from '../nearest-point';
import { settingSpread, type Spread } from './setting-spread';

/** In font sizes: of the title, and from name to name at the vertical axis. */
const TITLE_HEIGHT = 1.5;
const TICK_GAP = 1.1;
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
  /** Where the setting of an index lies, in pixels; those of a line are joined. */
  x: (index: number) => number;
  lines: readonly (readonly number[])[];
}

/** One quantity over the settings of the sweep: the median of each, a whisker over its seeds, and levels to compare with. */
export function drawQuantity(scene: PanelScene, quantity: Quantity, outer: Box): Drawn[] {
  const { context, state, theme, x } = scene;
  const plot = { ...outer, top: outer.top + TITLE_HEIGHT * theme.fontSize };
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
  // A long title begins above the names at the axis.
  const left = Math.min(outer.left, outer.right - context.measureText(quantity.title).width);
  context.fillText(quantity.title, left, outer.top);
  const levels = levelsOf(panel, state, theme);
  drawRows(context, plot, ticksBetween(panel, range, levels, theme), theme);
  drawLevels(context, panel, levels, theme);
  drawLines(scene, panel);
  const top = selected(state);
  const known = spreads.filter(({ middle }) => !Number.isNaN(middle));
  const [chosen, others] = [true, false].map((is) => known.filter(({ setting }) => top.includes(setting) === is));
  for (const [opacity, alike] of Map.groupBy(others!, ({ setting }) => opacityOf(setting, state))) {
    if (others!.length > MOST_IN_FULL) drawBriefly(context, panel, alike, opacity, theme);
    else for (const spread of alike) drawSpread(context, panel, spread, state, theme);
  }
  for (const spread of chosen!) drawSpread(context, panel, spread, state, theme);
  context.globalAlpha = 1;
  return spreads.map(({ setting, across, middle }) => ({ setting, points: [[across, clamp(panel.y(middle), plot)]] }));
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

/** Round values that have room beside the levels. */
function ticksBetween(
  { quantity, plot, y }: Panel,
  [from, to]: [number, number],
  levels: readonly Tick[],
  { fontSize }: Theme,
): Tick[] {
  const gap = TICK_GAP * fontSize;
  const most = Math.max(2, (plot.bottom - plot.top) / gap / 2);
  const isLinear = quantity.scale === 'linear';
  const values = isLinear
    ? ticksOf(from, to, most)
    : ticksOf(Math.log10(from), Math.log10(to), most)
        .filter(Number.isInteger)
        .map((power) => 10 ** power);
  return values
    .map((value) => ({ at: y(value), text: tickText(value) }))
    .filter(({ at }) => levels.every((level) => level.text === '' || Math.abs(level.at - at) >= gap));
}

/** The levels at their places, without a name where that of another one stands. */
function levelsOf({ quantity, y }: Panel, { run }: ViewState, { fontSize }: Theme): Tick[] {
  const levels: Tick[] = [];
  for (const { value, name } of quantity.levels(run.initial)) {
    const at = y(value);
    const hasRoom = levels.every((other) => Math.abs(other.at - at) >= TICK_GAP * fontSize);
    levels.push({ at, text: hasRoom ? name : '' });
  }
  return levels;
}

function drawLevels(context: Drawing, { plot: { left, right } }: Panel, levels: readonly Tick[], theme: Theme): void {
  context.strokeStyle = theme.faintInk;
  context.fillStyle = theme.ink;
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  for (const { at } of levels) {
    line(context, [
      [left, at],
      [right, at],
    ]);
  }
  context.setLineDash([]);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const { at, text } of levels) context.fillText(text, left - 5, at);
}

/** Joins medians, so that a trend is seen before its points are. */
function drawLines({ context, lines, theme }: PanelScene, { plot, spreads, y }: Panel): void {
  context.strokeStyle = theme.faintInk;
  context.lineWidth = 1;
  context.globalAlpha = 0.6;
  context.beginPath();
  for (const joined of lines) {
    trace(
      context,
      joined.map((i) => [spreads[i]!.across, clamp(y(spreads[i]!.middle), plot)] as const),
    );
  }
  context.stroke();
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
  for (const [colour, group] of byColour(spreads, theme)) {
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
