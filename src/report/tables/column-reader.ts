import { parquetScan, type AsyncBuffer, type ParquetScan } from 'hyparquet';
import type { Cell } from '../../metrics/table';

/** The cells of a column; null where the row has none. */
export type ColumnCells = ArrayLike<Cell>;

/** A table in Parquet files, one after another, of which single columns are read: its rows need not fit in memory. */
export class ColumnReader {
  private constructor(
    private readonly parts: readonly ParquetScan[],
    /** Of all parts, in the order in which they first appear. */
    readonly names: readonly string[],
    readonly rows: number,
  ) {}

  static async open(files: readonly AsyncBuffer[]): Promise<ColumnReader> {
    const parts: ParquetScan[] = [];
    for (const file of files) parts.push(await parquetScan({ file }));
    const names = new Set(parts.flatMap(namesOf));
    return new ColumnReader(
      parts,
      [...names],
      parts.reduce((rows, part) => rows + rowsOf(part), 0),
    );
  }

  /** (rows,) */
  async read(column: string): Promise<ColumnCells> {
    const pieces: ArrayLike<unknown>[] = [];
    for (const part of this.parts) {
      if (!namesOf(part).includes(column)) pieces.push({ length: rowsOf(part) });
      else for (const range of part.ranges) pieces.push(await part.readColumn({ ...range, column }));
    }
    return joined(pieces, this.rows);
  }

  /** (rows,): NaN where a cell is missing, 1 and 0 for true and false. */
  async numbers(column: string): Promise<Float64Array> {
    const cells = await this.read(column);
    return cells instanceof Float64Array
      ? cells
      : Float64Array.from(cells, (cell) => (cell === null ? NaN : Number(cell)));
  }
}

const rowsOf = ({ metadata }: ParquetScan): number => Number(metadata.num_rows);

const namesOf = ({ metadata }: ParquetScan): string[] => metadata.schema.slice(1).map(({ name }) => name);

/** Numbers as one typed array, where no cell is missing. */
function joined(pieces: readonly ArrayLike<unknown>[], rows: number): ColumnCells {
  if (!pieces.every(isNumbers)) return pieces.flatMap((piece) => Array.from(piece, cellOf));
  const numbers = new Float64Array(rows);
  let row = 0;
  for (const piece of pieces) {
    numbers.set(piece, row);
    row += piece.length;
  }
  return numbers;
}

const isNumbers = (piece: ArrayLike<unknown>): piece is Float64Array | Int32Array =>
  piece instanceof Float64Array || piece instanceof Int32Array;

/** Columns of our own tables hold nothing else. */
const cellOf = (value: unknown): Cell =>
  typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' ? value : null;
