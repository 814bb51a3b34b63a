import { needsRim, RIM_COLOUR, strengthColour } from '../../metrics/palette';
import { selected } from '../selection';
import type { Theme } from '../theme';
import type { ViewState } from '../view';
import type { ShownRow } from './shown-rows';

/** How a row is drawn. */
export interface RowLook {
  /** CSS colours; the line's is that of a rim where white paper would swallow the fill's. */
  line: string;
  fill: string;
  /** Share of the paper in both, where other rows stand out. */
  fade: number;
  /** Pixels. */
  width: number;
  /** Whether it is hovered or pinned. */
  standsOut: boolean;
}

const FADE = 0.6;
/** Of rows whose models have stopped. */
const STOPPED_FADE = 0.45;
const WIDTHS = { plain: 2, crowded: 1.3, standsOut: 3.2 };
const CROWD = 20;

/** Colours and widths of the rows: by strength, and fainter where another row is hovered or pinned. */
export function looksOf(rows: readonly ShownRow[], state: ViewState, theme: Theme): RowLook[] {
  const chosen = selected(state);
  const plain = rows.length > CROWD ? WIDTHS.crowded : WIDTHS.plain;
  return rows.map(({ strength, setting, hasStopped }) => {
    if (strength === null || setting === null) {
      return { line: theme.faintInk, fill: theme.faintInk, fade: 0, width: WIDTHS.plain, standsOut: false };
    }
    const standsOut = chosen.includes(setting);
    const fill = strengthColour(strength, theme.paper);
    return {
      line: theme.paper === 'light' && needsRim(fill) ? RIM_COLOUR : fill,
      fill,
      fade: standsOut ? 0 : Math.max(chosen.length > 0 ? FADE : 0, hasStopped ? STOPPED_FADE : 0),
      width: standsOut ? WIDTHS.standsOut : plain,
      standsOut,
    };
  });
}

/** The rows that have a density to show. */
export const knownRows = ({ rows }: { rows: readonly Pick<ShownRow, 'members'>[] }): number[] =>
  rows.flatMap(({ members }, row) => (members.length > 0 ? [row] : []));

/** The rows that are hovered or pinned. */
export const chosenRows = ({ looks }: { looks: readonly RowLook[] }): number[] =>
  looks.flatMap(({ standsOut }, row) => (standsOut ? [row] : []));
