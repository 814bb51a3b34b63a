/** A table that is written as CSV and as Parquet alike. Null is a cell that does not apply; NaN one that diverged. */

export type Cells = Float64Array | Int32Array | (number | null)[] | (string | null)[] | (boolean | null)[];

export interface TableColumn {
  name: string;
  /** What the cells are: `integer` (32 bits), `number` (f64), `text` or `boolean`. */
  type: 'integer' | 'number' | 'text' | 'boolean';
  /** (rows,) */
  cells: Cells;
}

export interface Table {
  rows: number;
  columns: TableColumn[];
}
