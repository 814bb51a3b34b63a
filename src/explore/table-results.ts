import type { Table } from '../metrics/table';
import type { Spec } from '../spec/types';
import { columnsOf } from './columns';
import { ColumnBuilder, type ColumnCells, type ResultsReader } from './results';

/** A models table in memory as results. */
export function tableResults({ rows, columns }: Table, name: string, spec: Spec | null): ResultsReader {
  const cells = new Map(
    columns.map((column): [string, ColumnCells] => {
      const builder = new ColumnBuilder(rows);
      builder.putAll(0, column.cells);
      return [column.name, builder.cells()];
    }),
  );
  const heads = columns.map((column) => {
    const { values } = cells.get(column.name)!;
    const isConstant = values.every((value) => Object.is(value, values[0]));
    return { name: column.name, isText: column.type === 'text', isConstant };
  });
  return {
    results: { name, rows, spec, columns: columnsOf(heads, spec) },
    read: (names) => Promise.resolve(names.map((one) => cells.get(one) ?? new ColumnBuilder(rows).cells())),
  };
}
