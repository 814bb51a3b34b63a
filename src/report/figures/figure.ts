/** The article's three questions, after the data: what happens to the losses, the predictions, the parameters? */
export type Angle = 'data' | 'losses' | 'predictions' | 'parameters';

/** One picture of the report. */
export interface Figure {
  /** File name without its ending. */
  name: string;
  angle: Angle;
  title: string;
  /** What is drawn, and the numbers behind it. */
  caption: string;
  /** A complete SVG document. */
  svg: string;
}

/** A piece of drawing that is placed into a figure. */
export interface Panel {
  width: number;
  height: number;
  svg: string;
}

/** Width of every figure, in CSS pixels. */
export const FIGURE_WIDTH = 920;
