/** Results within a document: what of a models table a report holds, as JSON that a script there reads. */
import type { Cell, Table } from '../metrics/table';
import type { Spec } from '../spec/types';
import { columnsOf, type ColumnInfo } from './columns';
import { ColumnBuilder, type ResultsReader } from './results';

export interface EmbeddedResults {
  name: string;
  rows: number;
  spec: unknown;
  columns: (ColumnInfo & { cells: readonly Cell[] })[];
}

/** Digits of a metric: more than is shown, and half of what they take in full. */
const DIGITS = 6;
/** Statistics of single layers stay in the files beside the report. */
const LEFT_OUT = /\.layer\[\d+\]/;

/** @param document the spec as it is written into a manifest */
export function embedded(table: Table, spec: Spec, document: unknown): EmbeddedResults {
  const { results, cellsOf } = {
    results: infosOf(table, spec),
    cellsOf: new Map(table.columns.map((c) => [c.name, c.cells])),
  };
  const kept = results.filter(({ name, role }) => role !== 'setting' && name !== 'key' && !LEFT_OUT.test(name));
  const columns = kept.map((info) => {
    const cells = Array.from<Cell>(cellsOf.get(info.name)!);
    return { ...info, cells: info.role === 'metric' ? cells.map(rounded) : cells };
  });
  return { name: spec.name, rows: table.rows, spec: document, columns };
}

/** @param spec what the embedded document resolves to */
export function embeddedResults({ name, rows, columns }: EmbeddedResults, spec: Spec | null): ResultsReader {
  const read = (names: readonly string[]) =>
    names.map((one) => {
      const builder = new ColumnBuilder(rows);
      builder.putAll(0, columns.find((column) => column.name === one)?.cells ?? []);
      return builder.cells();
    });
  const infos = columns.map(({ name: column, role }) => ({ name: column, role }));
  return { results: { name, rows, spec, columns: infos }, read: (names) => Promise.resolve(read(names)) };
}

function infosOf({ columns }: Table, spec: Spec): ColumnInfo[] {
  const heads = columns.map(({ name, type, cells }) => {
    return {
      name,
      isText: type === 'text',
      isConstant: Array.from<Cell>(cells).every((cell) => Object.is(cell, cells[0])),
    };
  });
  return columnsOf(heads, spec);
}

/** JSON has no NaN: it is written as null, as what does not apply is. */
function rounded(cell: Cell): Cell {
  if (typeof cell !== 'number') return cell;
  return Number.isFinite(cell) ? Number(cell.toPrecision(DIGITS)) : null;
}
