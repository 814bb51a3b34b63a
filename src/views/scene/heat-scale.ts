import { channels, colourAt, type Paper } from '../../metrics/palette';

/** From nothing to the ceiling: one hue, even steps of lightness, apart from the strengths' palette. */
export const HEAT_COLOURS: Record<Paper, readonly string[]> = {
  light: ['#ffffff', '#b9d6ec', '#6fabd8', '#3a7ebb', '#1c5090', '#0b2552'],
  dark: ['#11131f', '#1c4276', '#2f6fae', '#5b9fd2', '#a3cbe8', '#f2f8ff'],
};

const STOPS = { light: HEAT_COLOURS.light.map(channels), dark: HEAT_COLOURS.dark.map(channels) };

/** @param share of the greatest height, 0 to 1 */
export const heatColour = (share: number, paper: Paper): string => colourAt(STOPS[paper], share);
