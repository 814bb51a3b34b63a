import { needsRim, RIM_COLOUR, strengthColour } from '../metrics/palette';
import type { LiveSetting } from './live-run';
import type { Theme } from './theme';

/** The calls of a canvas's 2-D context that charts draw with: those that the export to SVG understands, too. */
export type Drawing = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'save'
  | 'restore'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'closePath'
  | 'arc'
  | 'rect'
  | 'clip'
  | 'fill'
  | 'stroke'
  | 'fillText'
  | 'setLineDash'
> & { measureText(text: string): Pick<TextMetrics, 'width'> };

/** In pixels. */
export type Point = readonly [x: number, y: number];

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Colours that many settings are drawn in at most. */
const COLOURS = 32;

export const settingColour = ({ strength }: LiveSetting, { paper }: Theme): string => strengthColour(strength, paper);

/** What belongs to settings of about one colour, with that colour: it is then drawn as one path. */
export function byColour<T extends { setting: LiveSetting }>(things: readonly T[], { paper }: Theme): [string, T[]][] {
  const groups = Map.groupBy(things, ({ setting }) => Math.round(COLOURS * setting.strength));
  return [...groups].map(([level, group]) => [strengthColour(level / COLOURS, paper), group]);
}

/** Adds a line through the points to the path; a point that is not a number interrupts it. */
export function trace(context: Drawing, points: Iterable<Point>): void {
  let isDown = false;
  for (const [x, y] of points) {
    if (Number.isNaN(y)) isDown = false;
    else if (isDown) context.lineTo(x, y);
    else {
      context.moveTo(x, y);
      isDown = true;
    }
  }
}

export function line(context: Drawing, points: Iterable<Point>): void {
  context.beginPath();
  trace(context, points);
  context.stroke();
}

/** A line in the colour of a strength, with a rim where white paper would swallow it. */
export function rimmedLine(context: Drawing, points: readonly Point[], colour: string, width: number, theme: Theme) {
  if (hasRim(colour, theme)) {
    context.strokeStyle = RIM_COLOUR;
    context.lineWidth = width + 1;
    line(context, points);
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  line(context, points);
}

export function dots(context: Drawing, points: Iterable<Point>, radius: number): void {
  context.beginPath();
  for (const [x, y] of points) {
    if (Number.isNaN(y)) continue;
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fill();
}

/** Fills between two lines of equally many points; where they are not numbers there is a gap. */
export function fillBetween(context: Drawing, low: readonly Point[], high: readonly Point[]): void {
  const known = (i: number): boolean => !Number.isNaN(low[i]![1]) && !Number.isNaN(high[i]![1]);
  context.beginPath();
  for (let from = 0; from < low.length; from++) {
    if (!known(from)) continue;
    let to = from;
    while (to + 1 < low.length && known(to + 1)) to++;
    trace(context, [...low.slice(from, to + 1), ...high.slice(from, to + 1).toReversed()]);
    context.closePath();
    from = to;
  }
  context.fill();
}

export function hasRim(colour: string, { paper }: Theme): boolean {
  return paper === 'light' && needsRim(colour);
}

/** Draws with everything outside of the box cut off. */
export function within(context: Drawing, { left, right, top, bottom }: Box, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  draw();
  context.restore();
}
