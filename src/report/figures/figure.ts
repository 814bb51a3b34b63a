/** One picture of the report. */
export interface Figure {
  /** File name without its ending. */
  name: string;
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
