/** How strengths of regularization are coloured for people, in figures and in the page alike. */

/** CARTO SunsetDark, seven classes: the article's palette; darker is stronger. */
const SUNSET_DARK = ['#fcde9c', '#faa476', '#f0746e', '#e34f6f', '#dc3977', '#b9257a', '#7c1d6f'];

/** Dark paper swallows the last classes: there the scale ends at the sixth one, lifted to L* 50. */
const ON_DARK = [...SUNSET_DARK.slice(0, 5), '#d82d8f'];

export type Paper = 'light' | 'dark';

const STOPS: Record<Paper, number[][]> = { light: SUNSET_DARK.map(channels), dark: ON_DARK.map(channels) };

/** The data and the noise-free function: teal, which the strengths' palette never reaches. */
export const DATA_COLOURS: Record<Paper, string> = { light: '#7fbfb8', dark: '#3f8880' };
export const TRUTH_COLOURS: Record<Paper, string> = { light: '#00756b', dark: '#6cd0c4' };

/** Drawn around colours that white paper would swallow. */
export const RIM_COLOUR = '#9a6a3a';

/** Least contrast with white at which a line needs no rim; the palette's first two classes lie below it. */
const VISIBLE_CONTRAST = 2.2;

/** Colour of a strength from 0 (weakest) to 1: `rgb(220, 57, 119)`. */
export function strengthColour(strength: number, paper: Paper = 'light'): string {
  return colourAt(STOPS[paper], strength);
}

/** Colour at 0 … 1 on a scale of evenly spaced colours, interpolated in sRGB. */
export function colourAt(stops: readonly number[][], share: number): string {
  const position = share * (stops.length - 1);
  const below = Math.min(Math.floor(position), stops.length - 2);
  const [from, to] = [stops[below]!, stops[below + 1]!];
  const mixed = from.map((value, i) => Math.round(value + (to[i]! - value) * (position - below)));
  return `rgb(${mixed.join(', ')})`;
}

/** Strength of each of `count` settings, by its index in its sweep; a setting on its own lies towards the strong end. */
export function strengths(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0.75 : i / (count - 1)));
}

/** Whether a colour, `rgb(…)`, needs a rim on white, by the contrast ratio of WCAG 2. */
export function needsRim(colour: string): boolean {
  const [red, green, blue] = (colour.match(/\d+/g) ?? []).map((text) => linear(Number(text) / 255));
  return 1.05 / (0.2126 * red! + 0.7152 * green! + 0.0722 * blue! + 0.05) < VISIBLE_CONTRAST;
}

/** Red, green and blue of `#rrggbb`, 0 to 255. */
export function channels(hex: string): number[] {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
