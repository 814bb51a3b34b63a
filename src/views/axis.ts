import { line, type Box, type Drawing } from './drawing';
import type { Size } from './chart';
import type { Theme } from './theme';

/** Where a value lies, in pixels. */
export type Scale = (value: number) => number;

export function linear([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale {
  return (value) => start + ((end - start) * (value - from)) / (to - from);
}

/** @param margin in font sizes */
export function box({ width, height }: Size, { left, right, top, bottom }: Box, { fontSize }: Theme): Box {
  return {
    left: left * fontSize,
    right: width - right * fontSize,
    top: top * fontSize,
    bottom: height - bottom * fontSize,
  };
}

/** Round numbers within a range, at most `most` of them, in steps of 1, 2 or 5 times a power of ten. */
export function ticksOf(from: number, to: number, most: number): number[] {
  const least = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10);
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A few digits, as many as ticks need. */
export function tickText(value: number): string {
  return Number(value.toPrecision(6))
    .toLocaleString('en', { maximumFractionDigits: 6, useGrouping: 'min2' })
    .replace('-', '−');
}

export interface Tick {
  at: number;
  text: string;
}

/** Lines across the plot with their values at its left. */
export function drawRows(context: Drawing, { left, right }: Box, ticks: readonly Tick[], theme: Theme): void {
  context.lineWidth = 1;
  context.strokeStyle = theme.grid;
  context.fillStyle = theme.faintInk;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const { at, text } of ticks) {
    line(context, [
      [left, at],
      [right, at],
    ]);
    context.fillText(text, left - 5, at);
  }
}

/** Font sizes by which values below a plot may stand out to its right. */
const OVERHANG = 0.6;

/** Values below the plot, and the name of its horizontal axis if there is one. */
export function drawColumns(
  context: Drawing,
  { left, right, bottom }: Box,
  ticks: readonly Tick[],
  name: string,
  theme: Theme,
): void {
  context.fillStyle = theme.faintInk;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const end = right + OVERHANG * theme.fontSize;
  for (const { at, text } of ticks) {
    context.fillText(text, Math.min(at, end - context.measureText(text).width / 2), bottom + 4);
  }
  if (name !== '') context.fillText(name, (left + right) / 2, bottom + 6 + theme.fontSize);
}

/** Places in ascending order, moved as little as needed to lie `gap` apart and within the range where there is room. */
export function spreadOut(wanted: readonly number[], gap: number, [low, high]: [number, number]): number[] {
  const places = [...wanted];
  for (let i = 0; i < places.length; i++) places[i] = Math.max(places[i]!, i === 0 ? low : places[i - 1]! + gap);
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i]!, i === places.length - 1 ? high : places[i + 1]! - gap);
  }
  return places;
}
