import type { DensityGrid } from '../../density-grid';
import type { Size } from '../chart';
import { withoutAxes } from '../selection';
import type { Theme } from '../theme';
import type { ViewState } from '../view';
import { looksOf, type RowLook } from './looks';
import { heightOf, type HeightScale } from './scales';
import { ceilingOf, fateOf, type ShownRow } from './shown-rows';
import { cellAt, columnAt, RIDGE_PITCH, ridgeAt, stageOf, TOP_PITCH, type Place, type Stage } from './stage';

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
  /** Whether the rows are named by their values alone, since there is no room for their axes' names. */
  isBrief: boolean;
}

/** How it is looked at. */
export interface Sight {
  kind: SceneKind;
  scale: HeightScale;
  /** Radians that the camera is turned by; views from above do not turn. */
  yaw: number;
}

/** Pixels from the stage to its labels: beyond the bars. */
export const LABEL_GAP = 15;
/** Widths in font sizes: of a bold character of a label, of all marks around a label, of the labels at the left. */
const CHARACTER = 0.64;
const MARKS = 3.4;
const LEFT: Record<SceneKind, number> = { ridge: 5.2, field: 5.2, heat: 1.5, fan: 3.5 };
const MOST_LABEL_WIDTH = 15;
const FAN_RIGHT = 3.5;
/** Share of the width that names may take, where they have room for it, before they are shortened to their values. */
const NAMES = 0.25;

export function frameOf(rows: readonly ShownRow[], state: ViewState, size: Size, sight: Sight, theme: Theme): Frame {
  const { kind, scale } = sight;
  const { initial } = state.run;
  const ceiling = ceilingOf(initial);
  const tallest = heightOf(scale, ceiling);
  const isFlat = kind === 'heat' || kind === 'fan';
  const camera = isFlat ? { yaw: 0, pitch: TOP_PITCH } : { yaw: sight.yaw, pitch: RIDGE_PITCH };
  const isBrief = nameWidth(rows, false, theme) > Math.min(NAMES * size.width, MOST_LABEL_WIDTH * theme.fontSize);
  const needs = {
    rows: rows.length,
    tallest,
    fontSize: theme.fontSize,
    leftWidth: LABEL_GAP + LEFT[kind] * theme.fontSize,
    labelWidth:
      kind === 'fan'
        ? FAN_RIGHT * theme.fontSize
        : LABEL_GAP + Math.min(MOST_LABEL_WIDTH * theme.fontSize, nameWidth(rows, isBrief, theme)),
  };
  return {
    kind,
    rows,
    looks: looksOf(rows, state, theme),
    stage: stageOf(size.width, size.height, needs, camera),
    scale,
    tallest,
    ceiling,
    grid: initial.grid,
    theme,
    isBrief,
  };
}

/** The row that is shown at a place; null where there is none. */
export function rowAt(kind: SceneKind, stage: Stage, place: Place): number | null {
  return { ridge: ridgeAt, field: ridgeAt, heat: cellAt, fan: columnAt }[kind](stage, place);
}

/** Pixels that the names of the rows need. */
function nameWidth(rows: readonly ShownRow[], isBrief: boolean, { fontSize }: Theme): number {
  const names = rows.map((row) => `${isBrief ? withoutAxes(row.label) : row.label}${fateOf(row)}`);
  const longest = Math.max(...names.map(({ length }) => length));
  return fontSize * (MARKS + CHARACTER * longest);
}
