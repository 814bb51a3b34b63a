import { DATA_COLOURS, strengthColour, strengths, TRUTH_COLOURS } from '../../metrics/palette';

export { needsRim, RIM_COLOUR } from '../../metrics/palette';

export const DATA_COLOUR = DATA_COLOURS.light;
export const TRUTH_COLOUR = TRUTH_COLOURS.light;
/** A model without a strength to show, its lighter companion, and the initial parameters. */
export const MODEL_COLOUR = '#b9257a';
export const LIGHT_COLOUR = '#f0746e';
export const INITIAL_COLOUR = '#6b7280';

export const INK = '#1f2430';
export const FAINT_INK = '#5b6270';
export const GRID_COLOUR = '#e6e8ec';

/** Colour of each of `count` settings, sampled evenly over their index. */
export function strengthColours(count: number): string[] {
  return strengths(count).map((strength) => strengthColour(strength));
}
