import type { Table } from '../metrics/table';
import type { Drawing } from './drawing';
import type { LiveSetting } from './live-run';
import type { Theme } from './theme';
import type { ViewState } from './view';

/** In pixels. */
export interface Size {
  width: number;
  height: number;
}

/** The setting whose mark is nearest to a point, if one is near. */
export type Pick = (x: number, y: number) => LiveSetting | null;

/** A picture of a state in 2-D: on the screen, in a PNG and in an SVG alike. */
export interface Chart {
  /** What its files are called. */
  name: string;
  /** Draws and tells what can be pointed at. */
  draw(context: Drawing, state: ViewState, size: Size, theme: Theme): Pick;
  /** What there is to see, for those who do not see it. */
  describe(state: ViewState): string;
  /** The numbers that are drawn, in long format. */
  numbers(state: ViewState): Table;
}
