import { Color, LinearSRGBColorSpace } from 'three/webgpu';
import { strengthColour, type Paper } from '../../metrics/palette';
import type { Frame } from './frame';

/** Red, green and blue as they are on the screen, 0 to 1. */
export type Rgb = readonly number[];

/** @param colour as CSS has it */
export function rgb(colour: string): Rgb {
  const { r, g, b } = new Color().setStyle(colour, LinearSRGBColorSpace);
  return [r, g, b];
}

/** Red, green and blue of the lines or fills of some rows one after another, faded into the paper. */
export function rowColours({ looks, theme }: Frame, rows: readonly number[], part: 'line' | 'fill'): number[] {
  const paper = rgb(theme.paperColour);
  return rows.flatMap((row) => {
    const { [part]: colour, fade } = looks[row]!;
    return rgb(colour).map((value, i) => value + (paper[i]! - value) * fade);
  });
}

/** Evenly spaced colours of strengths from 0 to 1. */
export const rampColours = (count: number, paper: Paper): Rgb[] =>
  Array.from({ length: count }, (_, i) => rgb(strengthColour(i / (count - 1), paper)));
