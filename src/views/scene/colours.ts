import { Color, LinearSRGBColorSpace } from 'three/webgpu';
import { strengthColour, type Paper } from '../../metrics/palette';
import type { Theme } from '../theme';
import type { Frame } from './frame';

/** Red, green and blue as they are on the screen, 0 to 1. */
export type Rgb = readonly [number, number, number];

/** @param colour as CSS has it */
export function rgb(colour: string): Rgb {
  const { r, g, b } = new Color().setStyle(colour, LinearSRGBColorSpace);
  return [r, g, b];
}

/** Red, green and blue of some things one after another, each faded into the paper by its share. */
export function fadedColours(things: readonly { colour: string; fade: number }[], { paperColour }: Theme): number[] {
  const paper = rgb(paperColour);
  return things.flatMap(({ colour, fade }) => rgb(colour).map((value, i) => value + (paper[i]! - value) * fade));
}

/** … of the lines or fills of some rows. */
export function rowColours({ looks, theme }: Frame, rows: readonly number[], part: 'line' | 'fill'): number[] {
  const things = rows.map((row) => ({ colour: looks[row]![part], fade: looks[row]!.fade }));
  return fadedColours(things, theme);
}

/** Evenly spaced colours of strengths from 0 to 1. */
export const rampColours = (count: number, paper: Paper): Rgb[] =>
  Array.from({ length: count }, (_, i) => rgb(strengthColour(i / (count - 1), paper)));
