import type { DensityGrid } from '../../density-grid';
import type { Size } from '../chart';
import type { Theme } from '../theme';
import type { ViewState } from '../view';
import { looksOf, type RowLook } from './looks';
import { heightOf, type HeightScale } from './scales';
import { ceilingOf, type ShownRow } from './shown-rows';
import { RIDGE_PITCH, stageOf, TOP_PITCH, type Stage } from './stage';

/** Ridges, a shaded surface, cells seen from above, or quantiles of θ over the settings. */
export type SceneKind = 'ridge' | 'field' | 'heat' | 'fan';

/** All that a picture of the densities is drawn from. */
export interface Frame {
  kind: SceneKind;
  rows: readonly ShownRow[];
  looks: readonly RowLook[];
  stage: Stage;
  scale: HeightScale;
  /** Greatest height that a row can have, in units of the scale, and in multiples of the initial level. */
  tallest: number;
  ceiling: number;
  /** The rows span θ = ±limit of it. */
  grid: DensityGrid;
  theme: Theme;
}

/** How it is looked at. */
export interface Sight {
  kind: SceneKind;
  scale: HeightScale;
  /** Radians that the camera is turned by; views from above do not turn. */
  yaw: number;
}

/** Pixels of a character of a label, at most, and of what stands before it. */
const CHARACTER_WIDTH = 7;
const BEFORE_LABEL = 40;
const MOST_LABEL_WIDTH = 160;
const FAN_MARGIN = 40;

export function frameOf(rows: readonly ShownRow[], state: ViewState, size: Size, sight: Sight, theme: Theme): Frame {
  const { kind, scale } = sight;
  const { initial } = state.run;
  const ceiling = ceilingOf(initial);
  const tallest = heightOf(scale, ceiling);
  const isFlat = kind === 'heat' || kind === 'fan';
  const camera = isFlat ? { yaw: 0, pitch: TOP_PITCH } : { yaw: sight.yaw, pitch: RIDGE_PITCH };
  const labelWidth = kind === 'fan' ? FAN_MARGIN : rowLabelWidth(rows);
  const stage = stageOf(size.width, size.height, { rows: rows.length, tallest, labelWidth }, camera);
  return { kind, rows, looks: looksOf(rows, state, theme), stage, scale, tallest, ceiling, grid: initial.grid, theme };
}

/** Pixels that the labels of the rows need beside the stage. */
function rowLabelWidth(rows: readonly ShownRow[]): number {
  const longest = Math.max(...rows.map(({ label }) => label.length));
  return Math.min(MOST_LABEL_WIDTH, BEFORE_LABEL + CHARACTER_WIDTH * longest);
}
