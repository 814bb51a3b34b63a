/** Results within a document: what of a models table a report holds, as JSON that a script there reads. */
import type { Cell, Table } from '../metrics/table';
import type { Spec } from '../spec/types';
import type { ColumnInfo } from './columns';
import { ColumnBuilder, type ResultsReader } from './results';
import { tableResults } from './table-results';

export interface EmbeddedResults {
  rows: number;
  spec: Spec;
  columns: { info: ColumnInfo; cells: readonly Cell[] }[];
}

/** Statistics of single layers stay in the files beside the report. */
const LEFT_OUT = /^key$|\.layer\[\d+\]/;

export function embedded(table: Table, spec: Spec): EmbeddedResults {
  const { columns: infos } = tableResults(table, spec.name, spec).results;
  const columns = infos
    .filter(({ name, role }) => role !== 'setting' && !LEFT_OUT.test(name))
    .map((info) => {
      const { cells } = table.columns.find(({ name }) => name === info.name)!;
      return { info, cells: Array.from<Cell, Cell>(cells, plain) };
    });
  return { rows: table.rows, spec, columns };
}

export function embeddedResults({ rows, spec, columns }: EmbeddedResults): ResultsReader {
  const read = (name: string) => {
    const builder = new ColumnBuilder(rows);
    builder.putAll(0, columns.find(({ info }) => info.name === name)?.cells ?? []);
    return builder.cells();
  };
  const results = { name: spec.name, rows, spec, columns: columns.map(({ info }) => info) };
  return { results, read: (names) => Promise.resolve(names.map(read)) };
}

/** Metrics with all of their digits, since ranks depend on them. JSON has no NaN: it is written as null, as what does not apply is. */
const plain = (cell: Cell): Cell => (typeof cell === 'number' && !Number.isFinite(cell) ? null : cell);
