/** Draws a map: pixels for its cells, however many there are, and around them axes and a legend. */
import type { Bins, Cells } from '../../explore/cells';
import type { Column } from '../../explore/table';
import { ticksOf } from '../axis';
import type { Box, Drawing } from '../drawing';
import type { Size } from '../chart';
import type { Theme } from '../theme';
import { pixelOf, type MetricColours } from './colours';
import type { Viewport } from './viewport';
import { valueText } from './words';

/** In font sizes. */
const MARGIN = { left: 5, right: 1, top: 2.4, bottom: 3 };
const TICK_ROOM = { x: 4.2, y: 1.6 };
/** Pixels of a cell from which it has a rim of paper, and a cross if it diverged. */
const RIM_FROM = 7;
const CROSS_FROM = 9;

export function plotBox({ width, height }: Size, { fontSize }: Theme): Box {
  return {
    left: MARGIN.left * fontSize,
    right: width - MARGIN.right * fontSize,
    top: MARGIN.top * fontSize,
    bottom: height - MARGIN.bottom * fontSize,
  };
}

/** The bin of each of so many pixels from one place to another: -1 for none, -2 between two bins that have room for it. */
export function binsOfPixels({ edges, count }: Bins, from: number, to: number, pixels: number): Int32Array {
  const bins = new Int32Array(pixels).fill(-1);
  const perPlace = pixels / (to - from);
  for (let bin = 0; bin < count; bin++) {
    const start = (edges[bin]! - from) * perPlace;
    const end = (edges[bin + 1]! - from) * perPlace;
    if (end <= 0 || start >= pixels) continue;
    const [first, last] = [
      Math.max(0, Math.round(start)),
      Math.min(pixels, Math.max(Math.round(start) + 1, Math.round(end))),
    ];
    bins.fill(bin, first, last);
    if (end - start >= RIM_FROM && Math.round(end) <= pixels) bins[last - 1] = -2;
  }
  return bins;
}

/** What is drawn of cells, whatever part of them is seen: made once, since there may be a million. */
export interface Paint {
  /** (cells,) pixels; 0 of those without models. */
  palette: Uint32Array;
  /** Those of which all models diverged. */
  crossed: Uint32Array;
  /** How many hold models. */
  filled: number;
}

export function paintOf({ median, count }: Cells, colours: MetricColours, nothing: string): Paint {
  const diverged = pixelOf(nothing);
  const palette = new Uint32Array(median.length);
  const crossed: number[] = [];
  let filled = 0;
  median.forEach((value, cell) => {
    if (count[cell] === 0) return;
    filled++;
    palette[cell] = Number.isNaN(value) ? diverged : colours.pixels[colours.step(value)]!;
    if (Number.isNaN(value)) crossed.push(cell);
  });
  return { palette, crossed: Uint32Array.from(crossed), filled };
}

/** (height, width) pixels of the cells that are seen. */
export function cellPixels(
  { x: across, y: up }: Cells,
  { palette }: Paint,
  { left, right, bottom, top }: Viewport,
  [width, height]: readonly [number, number],
): Uint32Array<ArrayBuffer> {
  const pixels = new Uint32Array(width * height);
  const columns = binsOfPixels(across, left, right, width);
  const lines = binsOfPixels(up, bottom, top, height);
  for (let y = 0; y < height; y++) {
    const bin = lines[height - 1 - y]!;
    if (bin < 0) continue;
    const [at, from] = [y * width, bin * across.count];
    for (let x = 0; x < width; x++) {
      const column = columns[x]!;
      if (column >= 0) pixels[at + x] = palette[from + column]!;
    }
  }
  return pixels;
}

/** Where a place lies in the picture. */
export function placer(plot: Box, view: Viewport): { x: (place: number) => number; y: (place: number) => number } {
  return {
    x: (place) => plot.left + ((place - view.left) / (view.right - view.left)) * (plot.right - plot.left),
    y: (place) => plot.bottom - ((place - view.bottom) / (view.top - view.bottom)) * (plot.bottom - plot.top),
  };
}

/** A cross in each cell of which all models diverged, as long as cells have room for it. */
export function drawCrosses(
  context: Drawing,
  cells: Cells,
  { crossed }: Paint,
  plot: Box,
  view: Viewport,
  theme: Theme,
): void {
  const { x, y } = placer(plot, view);
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.2;
  context.beginPath();
  for (const cell of crossed) {
    const [column, row] = [cell % cells.x.count, Math.floor(cell / cells.x.count)];
    const [left, right] = [x(cells.x.edges[column]!), x(cells.x.edges[column + 1]!)];
    const [low, high] = [y(cells.y.edges[row]!), y(cells.y.edges[row + 1]!)];
    const arm = Math.min(right - left, low - high) / 4;
    if (4 * arm < CROSS_FROM || right < plot.left || left > plot.right || low < plot.top || high > plot.bottom)
      continue;
    const [across, down] = [(left + right) / 2, (low + high) / 2];
    for (const sign of [1, -1]) {
      context.moveTo(across - arm, down - sign * arm);
      context.lineTo(across + arm, down + sign * arm);
    }
  }
  context.stroke();
}

/** Values below and beside the plot, and the names of both axes. */
export function drawAxes(
  context: Drawing,
  plot: Box,
  view: Viewport,
  [x, y]: readonly [Column, Column],
  [nameX, nameY]: readonly [string, string],
  theme: Theme,
): void {
  const to = placer(plot, view);
  context.fillStyle = theme.faintInk;
  context.strokeStyle = theme.grid;
  context.lineWidth = 1;
  context.textBaseline = 'top';
  context.textAlign = 'center';
  for (const { place, text } of ticksFor(
    x,
    view.left,
    view.right,
    (plot.right - plot.left) / (TICK_ROOM.x * theme.fontSize),
  )) {
    context.fillText(text, to.x(place), plot.bottom + 4);
  }
  context.fillText(nameX, (plot.left + plot.right) / 2, plot.bottom + 6 + theme.fontSize);
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const { place, text } of ticksFor(
    y,
    view.bottom,
    view.top,
    (plot.bottom - plot.top) / (TICK_ROOM.y * theme.fontSize),
  )) {
    context.fillText(text, plot.left - 5, to.y(place));
  }
  context.textAlign = 'left';
  context.fillText(nameY, 2, plot.top - 0.9 * theme.fontSize);
  context.beginPath();
  context.rect(plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top);
  context.stroke();
}

/** The values of a grid that are seen, or round values of its scale; no more than have room. */
export function ticksFor(column: Column, from: number, to: number, most: number): { place: number; text: string }[] {
  const { info, cells, scale, levels } = column;
  const tick = (value: number) => ({ place: scale.place(value), text: valueText(info.name, cells, value) });
  const isSeen = ({ place }: { place: number }) => place >= from && place <= to;
  if (levels) return spaced([...levels].map(tick).filter(isSeen), (to - from) / most);
  const [low, high] = [scale.at(Math.max(0, from)), scale.at(Math.min(1, to))];
  if (scale.kind !== 'log') return ticksOf(low, high, Math.max(2, most)).map(tick).filter(isSeen);
  const powers = ticksOf(Math.log10(Math.max(low, scale.ends[1] * 1e-12)), Math.log10(high), Math.max(2, most));
  const whole = powers.filter(Number.isInteger).map((power) => 10 ** power);
  return (whole.length > 1 ? whole : ticksOf(low, high, Math.max(2, most))).map(tick).filter(isSeen);
}

/** Those that lie at least so far from the one before. */
function spaced(ticks: { place: number; text: string }[], gap: number): { place: number; text: string }[] {
  const kept: { place: number; text: string }[] = [];
  for (const tick of ticks) if (kept.length === 0 || tick.place - kept.at(-1)!.place >= gap) kept.push(tick);
  return kept;
}

/** The metric's name, its colours from the least to the greatest, and what a cross means. */
export function drawLegend(
  context: Drawing,
  { left, right }: Box,
  metric: Column,
  colours: MetricColours,
  hasDiverged: boolean,
  theme: Theme,
): void {
  const { fontSize } = theme;
  const [middle, height, length] = [0.7 * fontSize, 0.7 * fontSize, 7 * fontSize];
  const text = (value: number) => valueText(metric.info.name, metric.cells, value);
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  context.fillStyle = theme.ink;
  let at = right;
  const write = (words: string) => {
    context.fillText(words, at, middle);
    at -= context.measureText(words).width + 0.5 * fontSize;
  };
  if (hasDiverged) write('  ✕ diverged');
  write(`≥ ${text(colours.ends[1])}`);
  const from = at - length;
  for (let i = 0; i < length; i++) {
    context.fillStyle = colours.css[Math.floor((i / length) * colours.css.length)]!;
    context.beginPath();
    context.rect(from + i, middle - height / 2, 1.5, height);
    context.fill();
  }
  context.fillStyle = theme.ink;
  at = from - 0.5 * fontSize;
  write(`≤ ${text(colours.ends[0])}`);
  if (at - context.measureText(metric.info.name).width > left - 4 * fontSize) write(metric.info.name);
}
