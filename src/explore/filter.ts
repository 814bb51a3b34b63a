import type { ColumnCells } from './results';

/** Both ends are in it. */
export type Range = readonly [from: number, to: number];

/** Ranges by the name of their column. */
export type Filters = ReadonlyMap<string, Range>;

/** (rows,) 1 for each row that lies in all ranges; a row without a value lies in none. */
export function passing(
  rows: number,
  filters: Filters,
  cellsOf: (name: string) => ColumnCells | undefined,
): Uint8Array {
  const passes = new Uint8Array(rows).fill(1);
  for (const [name, [from, to]] of filters) {
    const values = cellsOf(name)?.values;
    if (!values) continue;
    for (let row = 0; row < rows; row++) if (!(values[row]! >= from && values[row]! <= to)) passes[row] = 0;
  }
  return passes;
}

/** The ranges with another one for a column, or without one where it is null. */
export function withRange(filters: Filters, name: string, range: Range | null): Filters {
  const changed = new Map(filters);
  if (range) changed.set(name, range);
  else changed.delete(name);
  return changed;
}
