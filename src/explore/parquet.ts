/** Reads models tables that lie in Parquet files: one, or the parts of a large run. */
import { parquetMetadataAsync, parquetRead, parquetSchema, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { ThetascapeError } from '../errors';
import type { Spec } from '../spec/types';
import { columnsOf, type ColumnHead } from './columns';
import { ColumnBuilder, type ColumnCells, type Results, type ResultsReader } from './results';

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

/**
 * Opens the files as one table, in the order of their names.
 *
 * @throws ThetascapeError for what is no Parquet file of models, naming it
 */
export async function openParquet(
  files: readonly ParquetFile[],
  name: string,
  spec: Spec | null,
): Promise<ParquetResults> {
  const parts: Part[] = [];
  let rows = 0;
  for (const file of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const metadata = await metadataOf(file);
    parts.push({ ...file, metadata, from: rows });
    rows += Number(metadata.num_rows);
  }
  const heads = headsOf(parts.map(({ metadata }) => metadata));
  if (!heads.some((head) => head.name === 'model') || !heads.some((head) => head.name === 'seed')) {
    throw new ThetascapeError(
      `${parts[0]?.name ?? name} has no columns "model" and "seed": open the models.parquet of a run.`,
    );
  }
  if (rows === 0) throw new ThetascapeError(`${parts[0]!.name} holds no models yet.`);
  if (rows > MOST_ROWS) throw new ThetascapeError(`${name} has ${rows} models, but at most ${MOST_ROWS} can be shown.`);
  return new ParquetResults({ name, rows, spec, columns: columnsOf(heads, spec) }, parts);
}

/** What bytes that are no Parquet file make of its reader is any error, now or when their schema is looked at. */
async function metadataOf({ name, file }: ParquetFile): Promise<FileMetaData> {
  try {
    const metadata = await parquetMetadataAsync(file);
    headsOf([metadata]);
    if (metadata.num_rows < 0n) throw new RangeError(`it claims ${metadata.num_rows} rows`);
    return metadata;
  } catch (error) {
    throw new ThetascapeError(`${name} is not a Parquet file that can be read: ${String(error)}.`);
  }
}

export class ParquetResults implements ResultsReader {
  constructor(
    readonly results: Results,
    private readonly parts: readonly Part[],
  ) {}

  async read(names: readonly string[]): Promise<ColumnCells[]> {
    const builders = new Map(names.map((name) => [name, new ColumnBuilder(this.results.rows)]));
    for (const { name, file, metadata, from } of this.parts) {
      const known = new Set(parquetSchema(metadata).children.map(({ element }) => element.name));
      // a column that only some parts have is empty in the others
      const columns = names.filter((column) => known.has(column));
      if (columns.length === 0) continue;
      const onChunk = ({ columnName, columnData, rowStart }: Chunk) =>
        builders.get(columnName)?.putAll(from + rowStart, columnData);
      await parquetRead({ file, metadata, columns, onChunk }).catch((error: unknown) => {
        throw new ThetascapeError(`${name} is damaged or of another kind: ${String(error)}.`);
      });
    }
    return names.map((name) => builders.get(name)!.cells());
  }
}

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
