import { heatColour } from './heat-scale';
import type { Frame, SceneKind } from './frame';
import { isCapped } from './scales';
import { cellDepth, rowDepth, type Vector } from './stage';

/** A flat piece of the scene, `width` pixels along θ from its foot and rising from there. */
export interface Mark {
  foot: Vector;
  width: number;
  rise: Vector;
  colour: string;
  /** Share of the paper in the colour. */
  fade: number;
}

/** Pixels from the end of a row to its bar, and across a bar. */
const BAR = { gap: 4, width: 5 };
/** Pixels of the lid on a tower: seen, however narrow the tower. */
const LID = { width: 16, height: 4 };

/** What stands beside and on the rows, back to front. */
export const marksOf = (frame: Frame): Mark[] => MARKS[frame.kind](frame).toReversed();

/** Marks of a row, at most. */
export const MOST_MARKS = 3;

const MARKS: Record<SceneKind, (frame: Frame) => Mark[]> = {
  ridge: (frame) => frame.rows.flatMap((_, row) => [...barsOf(frame, row), ...lidOf(frame, row)]),
  field: (frame) => frame.rows.flatMap((_, row) => barsOf(frame, row)),
  heat: (frame) => frame.rows.flatMap((_, row) => edgesOf(frame, row)),
  fan: () => [],
};

/** The shares of the parameters below and above the grid; all of them would be as high as the scene. */
function barsOf(frame: Frame, row: number): Mark[] {
  const { looks, stage, tallest } = frame;
  const { line: colour, fade } = looks[row]!;
  return outside(frame, row).map(({ x, share }) => ({
    foot: [x, 0, rowDepth(stage, row)],
    width: BAR.width,
    rise: [0, share * tallest * stage.unitHeight, 0],
    colour,
    fade,
  }));
}

/** The same shares of a heat map's rows, by colour: a hundredth of all parameters is to be seen, hence the root. */
function edgesOf(frame: Frame, row: number): Mark[] {
  const { stage, theme } = frame;
  const thickness = stage.depth / stage.rows;
  return outside(frame, row).map(({ x, share }) => ({
    foot: [x, 0, cellDepth(stage, row) + thickness / 2],
    width: BAR.width,
    rise: [0, 0, -thickness],
    colour: heatColour(Math.sqrt(share), theme.paper),
    fade: 0,
  }));
}

/** On a tower that the scale cuts. */
function lidOf({ rows, looks, stage, scale, tallest, theme }: Frame, row: number): Mark[] {
  if (!isCapped(scale, rows[row]!.peak)) return [];
  const top = tallest * stage.unitHeight;
  return [
    {
      foot: [-LID.width / 2, top, rowDepth(stage, row)],
      width: LID.width,
      rise: [0, LID.height, 0],
      colour: theme.ink,
      fade: looks[row]!.fade,
    },
  ];
}

/** Where the bars of a row begin, and what share of the parameters lies beyond that end of the grid, if any does. */
function outside({ rows, stage }: Frame, row: number): { x: number; share: number }[] {
  const { below, above } = rows[row]!;
  const ends = [
    { x: -stage.halfWidth - BAR.gap - BAR.width, share: below },
    { x: stage.halfWidth + BAR.gap, share: above },
  ];
  return ends.filter(({ share }) => share > 0);
}
