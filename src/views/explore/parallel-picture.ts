/** Parallel coordinates: a sample of the models as lines, all of them as bars at the axes. */
import type { Selection } from '../../explore/selection';
import type { Column } from '../../explore/table';
import { trace, type Box, type Drawing, type Point } from '../drawing';
import type { Size } from '../chart';
import type { Theme } from '../theme';
import type { MetricColours } from './colours';
import { ticksFor } from './map-picture';
import type { ExploreState } from './state';
import { titleOf } from './words';

/** Colours that lines are drawn in: one path each. */
const COLOURS = 24;
const MARGIN = { side: 4.8, top: 2.6, bottom: 1.8 };
/** Where an axis that does not apply is passed, below its end. */
const NONE = -0.06;

export interface ParallelLayout {
  columns: readonly Column[];
  /** Of each column, in pixels. */
  across: readonly number[];
  plot: Box;
}

export function parallelLayout(
  columns: readonly Column[],
  { width, height }: Size,
  { fontSize }: Theme,
): ParallelLayout {
  const plot = {
    left: MARGIN.side * fontSize,
    right: width - MARGIN.side * fontSize,
    top: MARGIN.top * fontSize,
    bottom: height - MARGIN.bottom * fontSize,
  };
  const step = (plot.right - plot.left) / Math.max(1, columns.length - 1);
  return { columns, across: columns.map((_, i) => plot.left + i * step), plot };
}

export function heightOf({ plot }: ParallelLayout, { cells, scale }: Column, row: number): number {
  const value = cells.values[row]!;
  const place = Number.isNaN(value) ? NONE : scale.place(value);
  return plot.bottom - place * (plot.bottom - plot.top);
}

export function pointsOf(layout: ParallelLayout, row: number): Point[] {
  return layout.columns.map((column, i) => [layout.across[i]!, heightOf(layout, column, row)] as const);
}

/** The greatest values first, so that the least lie on top. */
export function drawLines(
  context: Drawing,
  layout: ParallelLayout,
  { lines, others }: Selection,
  metric: Column,
  colours: MetricColours,
  theme: Theme,
): void {
  context.lineWidth = 1;
  context.globalAlpha = 0.5;
  context.strokeStyle = theme.grid;
  strokeAll(context, layout, others);
  context.globalAlpha = Math.min(0.9, Math.max(0.18, 220 / lines.length));
  const byColour = Map.groupBy(lines, (row) => {
    const value = metric.cells.values[row]!;
    return Number.isNaN(value) ? -1 : Math.round(colours.share(value) * (COLOURS - 1));
  });
  for (let step = COLOURS - 1; step >= -1; step--) {
    const share = Math.max(0, step) / (COLOURS - 1);
    context.strokeStyle = step < 0 ? theme.faintInk : colours.css[Math.round(share * (colours.css.length - 1))]!;
    context.setLineDash(step < 0 ? [2, 3] : []);
    strokeAll(context, layout, byColour.get(step) ?? []);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

function strokeAll(context: Drawing, layout: ParallelLayout, rows: Iterable<number>): void {
  context.beginPath();
  for (const row of rows) trace(context, pointsOf(layout, row));
  context.stroke();
}

export function drawLine(context: Drawing, layout: ParallelLayout, row: number, width: number, theme: Theme): void {
  const points = pointsOf(layout, row);
  for (const [colour, thickness] of [
    [theme.paperColour, width + 2],
    [theme.ink, width],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = thickness;
    context.beginPath();
    trace(context, points);
    context.stroke();
  }
}

/** The axes with their names and values, and bars for how many of the models that pass lie where. */
export function drawParallelAxes(
  context: Drawing,
  layout: ParallelLayout,
  bars: readonly (Float64Array | undefined)[],
  state: ExploreState,
  theme: Theme,
): void {
  const { columns, across, plot } = layout;
  const { fontSize } = theme;
  const height = plot.bottom - plot.top;
  const gap = across.length > 1 ? across[1]! - across[0]! : plot.right - plot.left;
  columns.forEach((column, i) => {
    const [x, last] = [across[i]!, i === columns.length - 1];
    const side = last ? -1 : 1;
    context.fillStyle = theme.faintInk;
    context.globalAlpha = 0.35;
    const parts = bars[i]?.length ?? 0;
    bars[i]?.forEach((share, bar) => {
      const length = side * share * Math.min(gap / 3, 4 * fontSize);
      context.beginPath();
      context.rect(x, plot.bottom - ((bar + 1) / parts) * height, length, height / parts - 1);
      context.fill();
    });
    context.globalAlpha = 1;
    context.strokeStyle = theme.ink;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, plot.top);
    context.lineTo(x, plot.bottom);
    context.stroke();
    context.textBaseline = 'middle';
    context.textAlign = last ? 'left' : 'right';
    for (const { place, text } of ticksFor(column, 0, 1, height / (1.7 * fontSize))) {
      label(context, text, x - side * 5, plot.bottom - place * height, last, theme);
    }
    context.fillStyle = state.filters.has(column.info.name) ? theme.ink : theme.faintInk;
    context.textAlign = i === 0 ? 'left' : last ? 'right' : 'center';
    context.textBaseline = 'top';
    const name = fitted(context, titleOf(column.info.name, state), gap - fontSize);
    const at = i === 0 ? x - 2.6 * fontSize : last ? x + 2.6 * fontSize : x;
    context.fillText(name, at, 0.3 * fontSize);
  });
}

/** What the filters leave of each axis. */
export function drawBrushes(
  context: Drawing,
  { columns, across, plot }: ParallelLayout,
  { filters }: ExploreState,
  theme: Theme,
): void {
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.5;
  columns.forEach(({ info, scale }, i) => {
    const range = filters.get(info.name);
    if (!range) return;
    const heightAt = (value: number) => plot.bottom - scale.place(value) * (plot.bottom - plot.top);
    const low = heightAt(Math.max(range[0], scale.ends[0]));
    const high = heightAt(Math.min(range[1], scale.ends[1]));
    context.beginPath();
    context.rect(across[i]! - 6, high - 4, 12, low - high + 8);
    context.stroke();
  });
}

/** A text on paper, so that lines behind it leave it readable. */
function label(context: Drawing, text: string, x: number, y: number, isLast: boolean, theme: Theme): void {
  const width = context.measureText(text).width + 4;
  context.fillStyle = theme.paperColour;
  context.globalAlpha = 0.75;
  context.beginPath();
  context.rect(isLast ? x - 2 : x - width + 2, y - 0.6 * theme.fontSize, width, 1.2 * theme.fontSize);
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = theme.faintInk;
  context.fillText(text, x, y);
}

function fitted(context: Drawing, text: string, width: number): string {
  let shown = text;
  while (shown.length > 4 && context.measureText(shown).width > width)
    shown = `${shown.slice(0, -2).replace(/…$/, '')}…`;
  return shown;
}
