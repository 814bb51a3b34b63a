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

export type Cell = number | string | boolean | null;

/** Counts that other tables refer to; every other number is an f64, whatever values this run happens to have. */
const INTEGERS = new Set(['model', 'dataset', 'epochs', 'steps', 'stoppedAt', 'divergedAt']);

export function columnOf(name: string, cells: Cell[]): TableColumn {
  if (cells.every((cell) => typeof cell === 'number' || cell === null)) {
    return { name, type: INTEGERS.has(name) ? 'integer' : 'number', cells };
  }
  if (cells.every((cell) => typeof cell === 'boolean' || cell === null)) return { name, type: 'boolean', cells };
  return { name, type: 'text', cells: cells.map((cell) => (cell === null ? null : String(cell))) };
}

export function tableOf(names: readonly string[], rows: readonly (readonly Cell[])[]): Table {
  return {
    rows: rows.length,
    columns: names.map((name, i) =>
      columnOf(
        name,
        rows.map((row) => row[i]!),
      ),
    ),
  };
}
