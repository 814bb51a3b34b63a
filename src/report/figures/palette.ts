import { scale } from '@observablehq/plot';

/** CARTO SunsetDark, seven classes: the article's palette; darker is stronger. */
const SUNSET_DARK = ['#fcde9c', '#faa476', '#f0746e', '#e34f6f', '#dc3977', '#b9257a', '#7c1d6f'];

/** The data and the noise-free function: teal, which the strengths' palette never reaches. */
export const DATA_COLOUR = '#7fbfb8';
export const TRUTH_COLOUR = '#00756b';
/** A model without a strength to show, its lighter companion, and the initial parameters. */
export const MODEL_COLOUR = '#b9257a';
export const LIGHT_COLOUR = '#f0746e';
export const INITIAL_COLOUR = '#6b7280';

export const INK = '#1f2430';
export const FAINT_INK = '#5b6270';
export const GRID_COLOUR = '#e6e8ec';
/** Drawn around colours that white paper would swallow. */
export const RIM_COLOUR = '#9a6a3a';

/** Least contrast with white at which a line needs no rim; the palette's first two classes lie below it. */
const VISIBLE_CONTRAST = 2.2;

const sunset = scale({
  color: { type: 'linear', domain: SUNSET_DARK.map((_, i) => i / (SUNSET_DARK.length - 1)), range: SUNSET_DARK },
});

/** Colour of each of `count` settings, sampled evenly over their index. */
export function strengthColours(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(sunset.apply(count === 1 ? 0.75 : i / (count - 1))));
}

/** Whether a colour needs a rim on white, by the contrast ratio of WCAG 2. */
export function needsRim(colour: string): boolean {
  const channels = colour.match(/\d+/g) ?? [];
  const [red, green, blue] = channels.map((text) => linear(Number(text) / 255));
  return 1.05 / (0.2126 * red! + 0.7152 * green! + 0.0722 * blue! + 0.05) < VISIBLE_CONTRAST;
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
