import { dots, rimmedLine, type Drawing } from './drawing';
import type { Theme } from './theme';

/** Height, in font sizes, of the row at the top of a chart that says what its marks are. */
export const LEGEND_HEIGHT = 1.8;
const LINE_LENGTH = 14;
const MARK_GAP = 4;
const GAP = 10;
const BAND = { height: 8, opacity: 0.35 };

export interface LegendItem {
  text: string;
  colour: string;
  /** A line has a dash. */
  mark: 'dots' | 'band' | { dash: number[] };
}

/** `heading` names the vertical axis; items follow as far as there is room. */
export function drawLegend(
  context: Drawing,
  heading: string,
  items: readonly LegendItem[],
  [from, to]: readonly [number, number],
  theme: Theme,
): void {
  const middle = (LEGEND_HEIGHT * theme.fontSize) / 2;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = theme.faintInk;
  context.fillText(heading, from, middle);
  let left = from + context.measureText(heading).width + GAP;
  for (const item of items) {
    const right = left + LINE_LENGTH + MARK_GAP + context.measureText(item.text).width;
    if (right > to) return;
    drawMark(context, item, left, middle, theme);
    context.fillStyle = theme.ink;
    context.fillText(item.text, left + LINE_LENGTH + MARK_GAP, middle);
    left = right + GAP;
  }
}

function drawMark(context: Drawing, { mark, colour }: LegendItem, left: number, middle: number, theme: Theme): void {
  context.fillStyle = colour;
  if (mark === 'dots') {
    const places = [0.15, 0.5, 0.85].map((share) => [left + share * LINE_LENGTH, middle] as const);
    dots(context, places, 1.3);
  } else if (mark === 'band') {
    context.globalAlpha = BAND.opacity;
    context.beginPath();
    context.rect(left, middle - BAND.height / 2, LINE_LENGTH, BAND.height);
    context.fill();
    context.globalAlpha = 1;
  } else {
    const ends = [left, left + LINE_LENGTH].map((x) => [x, middle] as const);
    context.setLineDash(mark.dash);
    rimmedLine(context, ends, colour, 2, theme);
    context.setLineDash([]);
  }
}
