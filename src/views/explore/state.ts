import type { Cells } from '../../explore/cells';
import type { MapOf, Weighed } from '../../explore/engine';
import type { Filters } from '../../explore/filter';
import type { RankedSetting } from '../../explore/ranking';
import type { ColumnCells, Results } from '../../explore/results';
import type { Selection, Sort } from '../../explore/selection';
import type { Column } from '../../explore/table';

/** What the visitor chose. */
export interface Choice {
  /** Names of the columns of the table. */
  shown: readonly string[];
  /** What colours and ranks. */
  metric: string;
  isLeastBest: boolean;
  /** What the map is of, and the bins of those axes that are no grids. */
  x: string;
  y: string;
  bins: number;
  sort: Sort;
  filters: Filters;
}

/** All that the views of results draw: each is a function of this and of its size, theme and zoom. */
export interface ExploreState extends Choice {
  results: Results;
  /** Columns that are read: those of the table at least. */
  cells: ReadonlyMap<string, ColumnCells>;
  /** Columns of which more is known: the axes, the metric, what the map is of and what the table is sorted by. */
  columns: ReadonlyMap<string, Column>;
  /** Names of the axes that have more than one value. */
  axes: readonly string[];
  /** The models that lie in all filters. */
  selection: Selection;
  /** What takes longer comes later: null at first, and until it has come that of the choice before. */
  map: MapCells | null;
  bars: Bars | null;
  best: Best | null;
  importance: ImportanceOf | null;
  /** Rows; null for none. */
  hovered: number | null;
  picked: number | null;
}

export interface MapCells extends MapOf {
  cells: Cells;
}

/** How many of the selected models lie where on the axes of parallel coordinates. */
export interface Bars {
  names: readonly string[];
  /** (bars,) each, as shares of the most. */
  shares: readonly Float64Array[];
}

export interface Best {
  metric: string;
  isLeastBest: boolean;
  settings: readonly RankedSetting[];
}

export interface ImportanceOf extends Weighed {
  /** Of which metric, and of which axes in the order of the shares. */
  metric: string;
  axes: readonly string[];
}

/** A view of results, in the element that it was made with. */
export interface ExploreView {
  update(state: ExploreState): void;
  dispose(): void;
}
