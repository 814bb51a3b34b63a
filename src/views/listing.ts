import type { LiveSetting } from './live-run';
import type { ViewState } from './view';

/** A cell of a listing: sorted by its value, shown as `text`. */
export interface ListedCell {
  value: number | string;
  text: string;
}

/** A row says something of one setting or of one of its models. */
export interface ListedRow {
  setting: LiveSetting;
  /** Follows the setting's label, such as `seed 3`; empty for a setting as a whole. */
  model: string;
  cells: readonly ListedCell[];
  /** Whether what it says of has stopped. */
  isMuted: boolean;
}

/** The numbers of a chart as a table of a state: the same for those who do not see charts, and for exact values. */
export interface Listing {
  caption(state: ViewState): string;
  /** Names of the columns after the first, which names the setting. */
  columns: readonly string[];
  rows(state: ViewState): ListedRow[];
}

export function numberCell(value: number, textOf: (value: number) => string): ListedCell {
  return { value, text: Number.isFinite(value) ? textOf(value) : '–' };
}

export interface Order {
  /** Index of a column after the first; null keeps the order of the sweep. */
  column: number | null;
  isDescending: boolean;
}

/** Values that are not numbers come last in either order. */
export function sorted(rows: readonly ListedRow[], { column, isDescending }: Order): ListedRow[] {
  const sign = isDescending ? -1 : 1;
  if (column === null) return isDescending ? rows.toReversed() : [...rows];
  return rows.toSorted((a, b) => compare(a.cells[column]!.value, b.cells[column]!.value, sign));
}

function compare(a: number | string, b: number | string, sign: number): number {
  if (typeof a === 'string' || typeof b === 'string') return sign * String(a).localeCompare(String(b), 'en');
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return sign * (a - b);
}
