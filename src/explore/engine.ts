/** What takes long for a million models: done in a worker where there is one. */
import { importance, type Importance } from '../metrics/importance';
import { groupsOf, type Groups } from './groups';
import { indexed, type ColumnIndex } from './indexed';
import type { ColumnCells, Results, ResultsReader } from './results';

export interface Engine {
  readonly results: Results;
  /** In the order of the names. Throws ThetascapeError. */
  read(names: readonly string[]): Promise<ColumnCells[]>;
  indexed(values: Float64Array): Promise<ColumnIndex>;
  groups(columns: readonly Float64Array[]): Promise<Groups>;
  importance(axes: readonly Float64Array[], target: Float64Array): Promise<Importance>;
}

/** Does everything where it is called. */
export class LocalEngine implements Engine {
  readonly results: Results;

  constructor(private readonly reader: ResultsReader) {
    this.results = reader.results;
  }

  read(names: readonly string[]): Promise<ColumnCells[]> {
    return this.reader.read(names);
  }

  indexed(values: Float64Array): Promise<ColumnIndex> {
    return Promise.resolve(indexed(values));
  }

  groups(columns: readonly Float64Array[]): Promise<Groups> {
    return Promise.resolve(groupsOf(this.results.rows, columns));
  }

  importance(axes: readonly Float64Array[], target: Float64Array): Promise<Importance> {
    return Promise.resolve(importance(axes, target));
  }
}
