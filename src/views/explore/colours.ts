/** Colours of a metric: from the greatest contrast with the paper, for the least value, to little. */
import { channels, colourAt, type Paper } from '../../metrics/palette';
import type { Column } from '../../explore/table';

/** Viridis by Smith and van der Walt, cut where the paper would swallow it; monotone in lightness. */
const STOPS: Record<Paper, number[][]> = {
  light: ['#440154', '#414487', '#2a788e', '#22a884', '#7ad151', '#c8e020'].map(channels),
  dark: ['#fde725', '#7ad151', '#22a884', '#2a788e', '#414487', '#5a3a8a'].map(channels),
};
const STEPS = 256;

export interface MetricColours {
  /** Values of the first and the last colour. */
  ends: readonly [number, number];
  /** From 0 to 1. */
  share: (value: number) => number;
  /** (256,) `rgb(…)`, and the same as the pixels of a canvas. */
  css: readonly string[];
  pixels: Uint32Array;
  /** Index of a value's colour. */
  step: (value: number) => number;
}

export function metricColours({ tails: ends, scale }: Column, paper: Paper): MetricColours {
  const [from, to] = [scale.place(ends[0]), scale.place(ends[1])];
  const share = (value: number) =>
    to > from ? Math.min(1, Math.max(0, (scale.place(value) - from) / (to - from))) : 0;
  const css = Array.from({ length: STEPS }, (_, i) => colourAt(STOPS[paper], i / (STEPS - 1)));
  return {
    ends,
    share,
    css,
    pixels: Uint32Array.from(css, pixelOf),
    step: (value) => Math.round(share(value) * (STEPS - 1)),
  };
}

/** A colour, `rgb(…)`, as a pixel of an image: red is the lowest byte. */
export function pixelOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return (255 << 24) | (blue << 16) | (green << 8) | red;
}
