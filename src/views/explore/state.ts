import type { Filters } from '../../explore/filter';
import type { Groups } from '../../explore/groups';
import type { ColumnCells, Results } from '../../explore/results';
import type { Column } from '../../explore/table';
import type { Importance } from '../../metrics/importance';

/** All that the views of results draw: each is a function of this and of its size, theme and zoom. */
export interface ExploreState {
  results: Results;
  /** Columns that are read: those of the table at least. */
  cells: ReadonlyMap<string, ColumnCells>;
  /** Columns with order and scale: the axes, the metric, what the map is of and what the table is sorted by. */
  columns: ReadonlyMap<string, Column>;
  /** Names of the axes that have more than one value. */
  axes: readonly string[];
  /** Names of the columns of the table. */
  shown: readonly string[];
  /** What colours and ranks. */
  metric: string;
  isLeastBest: boolean;
  /** What the map is of. */
  x: string;
  y: string;
  sort: Sort;
  filters: Filters;
  /** (rows,) 1 for each row that lies in all filters. */
  passes: Uint8Array;
  /** Those rows, in the order of the table. */
  rows: Uint32Array;
  /** Models of one setting. */
  groups: Groups;
  /** Null while it is computed, or where nothing is varied. */
  importance: ImportanceOf | null;
  /** Rows; null for none. */
  hovered: number | null;
  picked: number | null;
}

export interface Sort {
  name: string;
  isDescending: boolean;
}

export interface ImportanceOf {
  /** Of which metric, and of which axes in the order of the shares. */
  metric: string;
  axes: readonly string[];
  shares: Importance;
  /** Whether only some of the models were taken. */
  isSampled: boolean;
}

/** A view of results, in the element that it was made with. */
export interface ExploreView {
  update(state: ExploreState): void;
  dispose(): void;
}
