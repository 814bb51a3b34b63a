/** Reads models tables that lie in Parquet files: one, or the parts of a large run. */
import { parquetMetadataAsync, parquetRead, parquetSchema, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { ThetascapeError } from '../errors';
import type { Cell } from '../metrics/table';
import type { Spec } from '../spec/types';
import { columnsOf, type ColumnHead } from './columns';
import { ColumnBuilder, type ResultsReader } from './results';

/** A file of which any part can be read. */
export interface ParquetFile {
  name: string;
  file: AsyncBuffer;
}

interface Part extends ParquetFile {
  metadata: FileMetaData;
  /** Row of the table that is its first. */
  from: number;
}

const MOST_ROWS = 20_000_000;

/** One table in several files, of which single columns are read: its rows need not fit in memory. */
export class ParquetTable {
  private constructor(
    private readonly parts: readonly Part[],
    readonly heads: readonly ColumnHead[],
    readonly rows: number,
  ) {}

  /**
   * Opens the files as one table, in the order of their names.
   *
   * @throws ThetascapeError for what is no Parquet file, naming it
   */
  static async open(files: readonly ParquetFile[]): Promise<ParquetTable> {
    const parts: Part[] = [];
    let rows = 0;
    for (const file of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const metadata = await metadataOf(file);
      parts.push({ ...file, metadata, from: rows });
      rows += Number(metadata.num_rows);
    }
    return new ParquetTable(parts, headsOf(parts.map(({ metadata }) => metadata)), rows);
  }

  get names(): string[] {
    return this.heads.map(({ name }) => name);
  }

  /**
   * Hands on the cells of columns, piece by piece; a column that only some parts have has none in the others.
   *
   * @param put is told the row of the first of the cells
   * @throws ThetascapeError when a file is damaged
   */
  async each(
    columns: readonly string[],
    put: (column: string, row: number, cells: ArrayLike<unknown>) => void,
  ): Promise<void> {
    for (const { name, file, metadata, from } of this.parts) {
      const known = new Set(parquetSchema(metadata).children.map(({ element }) => element.name));
      const own = columns.filter((column) => known.has(column));
      if (own.length === 0) continue;
      const onChunk = ({ columnName, columnData, rowStart }: Chunk) => put(columnName, from + rowStart, columnData);
      await parquetRead({ file, metadata, columns: own, onChunk }).catch((error: unknown) => {
        if (error instanceof ThetascapeError) throw error;
        throw new ThetascapeError(`${name} is damaged or of another kind: ${String(error)}.`);
      });
    }
  }

  /** (rows,) numbers as one typed array where no cell is missing; null where the row has none. */
  async cells(column: string): Promise<ArrayLike<Cell>> {
    const pieces: [row: number, cells: ArrayLike<unknown>][] = [];
    await this.each([column], (_, row, cells) => pieces.push([row, cells]));
    const isWhole = pieces.reduce((sum, [, { length }]) => sum + length, 0) === this.rows;
    if (!isWhole || !pieces.every(([, cells]) => isNumbers(cells))) {
      const all = Array.from<unknown, Cell>({ length: this.rows }, () => null);
      for (const [row, cells] of pieces) for (let i = 0; i < cells.length; i++) all[row + i] = cellOf(cells[i]);
      return all;
    }
    return this.numbers(column);
  }

  /** (rows,): NaN where a cell is missing, 1 and 0 for true and false. */
  async numbers(column: string): Promise<Float64Array> {
    const numbers = new Float64Array(this.rows).fill(NaN);
    await this.each([column], (_, row, cells) => {
      if (isNumbers(cells)) numbers.set(cells, row);
      else for (let i = 0; i < cells.length; i++) if (cells[i] != null) numbers[row + i] = Number(cells[i]);
    });
    return numbers;
  }
}

/**
 * Opens the files of a models table to be explored.
 *
 * @throws ThetascapeError for what is no Parquet file of models, naming it
 */
export async function openParquet(
  files: readonly ParquetFile[],
  name: string,
  spec: Spec | null,
): Promise<ResultsReader> {
  const table = await ParquetTable.open(files);
  const { heads, rows } = table;
  const first = files.map((file) => file.name).sort()[0] ?? name;
  if (!heads.some((head) => head.name === 'model') || !heads.some((head) => head.name === 'seed')) {
    throw new ThetascapeError(`${first} has no columns "model" and "seed": open the models.parquet of a run.`);
  }
  if (rows === 0) throw new ThetascapeError(`${first} holds no models yet.`);
  if (rows > MOST_ROWS) throw new ThetascapeError(`${name} has ${rows} models, but at most ${MOST_ROWS} can be shown.`);
  return {
    results: { name, rows, spec, columns: columnsOf(heads, spec) },
    read: async (names) => {
      const builders = new Map(names.map((one) => [one, new ColumnBuilder(rows)]));
      await table.each(names, (column, row, cells) => builders.get(column)?.putAll(row, cells));
      return names.map((one) => builders.get(one)!.cells());
    },
  };
}

/** What bytes that are no Parquet file make of its reader is any error, now or when their schema is looked at. */
async function metadataOf({ name, file }: ParquetFile): Promise<FileMetaData> {
  try {
    const metadata = await parquetMetadataAsync(file);
    headsOf([metadata]);
    if (metadata.num_rows < 0n) throw new RangeError(`it claims ${metadata.num_rows} rows`);
    return metadata;
  } catch (error) {
    if (error instanceof ThetascapeError) throw error;
    throw new ThetascapeError(`${name} is not a Parquet file that can be read: ${String(error)}.`);
  }
}

const isNumbers = (cells: ArrayLike<unknown>): cells is Float64Array | Int32Array =>
  cells instanceof Float64Array || cells instanceof Int32Array;

/** Columns of our own tables hold nothing else. */
const cellOf = (value: unknown): Cell =>
  typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' ? value : null;

interface Chunk {
  columnName: string;
  columnData: ArrayLike<unknown>;
  rowStart: number;
}

/** The columns of all parts, in the order of their first appearance. */
function headsOf(parts: readonly FileMetaData[]): ColumnHead[] {
  const heads = new Map<string, ColumnHead>();
  const ranges = new Map<string, unknown[]>();
  for (const metadata of parts) {
    for (const { element } of parquetSchema(metadata).children) {
      if (element.num_children) continue;
      heads.set(element.name, { name: element.name, isText: element.type === 'BYTE_ARRAY', isConstant: false });
    }
    for (const { columns } of metadata.row_groups) {
      for (const { meta_data: data } of columns) {
        const { min_value: low, max_value: high, null_count: nulls = 0n } = data?.statistics ?? {};
        const name = data?.path_in_schema[0] ?? '';
        const ends = low === undefined || high === undefined || nulls > 0n ? [NaN, nulls] : [low, high];
        ranges.set(name, [...new Set([...(ranges.get(name) ?? []), ...ends])].slice(0, 3));
      }
    }
  }
  // what all groups of rows have one and the same least and greatest of is one value
  return [...heads.values()].map((head) => ({ ...head, isConstant: ranges.get(head.name)?.length === 1 }));
}
