import { FONT_SIZE, rimmedLine, type Drawing } from './drawing';
import type { Theme } from './theme';

/** Height of the row at the top of a chart that says what its lines are. */
export const LEGEND_HEIGHT = 20;
const LINE_LENGTH = 14;
const GAP = 10;

export interface LegendItem {
  text: string;
  colour: string;
  dash: number[];
}

/** `heading` names the vertical axis; items follow as far as there is room. */
export function drawLegend(
  context: Drawing,
  heading: string,
  items: readonly LegendItem[],
  [from, to]: readonly [number, number],
  theme: Theme,
): void {
  const middle = LEGEND_HEIGHT / 2;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = theme.faintInk;
  context.fillText(heading, from, middle);
  let left = from + context.measureText(heading).width + GAP;
  for (const { text, colour, dash } of items) {
    const right = left + LINE_LENGTH + FONT_SIZE / 3 + context.measureText(text).width;
    if (right > to) return;
    context.setLineDash(dash);
    rimmedLine(
      context,
      [
        [left, middle],
        [left + LINE_LENGTH, middle],
      ],
      colour,
      2,
      theme,
    );
    context.setLineDash([]);
    context.fillStyle = theme.ink;
    context.fillText(text, left + LINE_LENGTH + FONT_SIZE / 3, middle);
    left = right + GAP;
  }
}
