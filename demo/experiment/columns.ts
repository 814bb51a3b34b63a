import { csvRows } from '../../src/data/csv-rows';
import type { FileReader } from '../../src/data/types';
import { ThetascapeError } from '../../src/errors';
import { NUMBER } from './numbers';

/** What the first rows of a CSV file say of its columns. */
export interface Columns {
  names: string[];
  /** Whether the first row holds the names. */
  header: boolean;
  /** Names of the columns whose first cell is a number. */
  numeric: string[];
}

/** Reads as much of a file as its first rows need. Throws ThetascapeError. */
export async function columnsOf(files: FileReader, name: string): Promise<Columns> {
  const [first, second = first] = await firstRows(files, name);
  if (!first || !second) throw new ThetascapeError(`${name}: the file is empty.`);
  const header = !first.every(isNumber);
  const names = first.map((cell, i) => (header ? cell.trim() : `column${i + 1}`));
  return { names, header, numeric: names.filter((_, i) => isNumber(second[i] ?? '')) };
}

/** Data of a file that was just dropped: its last column of numbers by all others. Throws ThetascapeError. */
export function dataOf(path: string, { names, header, numeric }: Columns) {
  const features = numeric.slice(0, -1);
  const targets = numeric.slice(-1);
  if (features.length > 0) return { kind: 'csv', path, features, targets, header } as const;
  throw new ThetascapeError(
    `${path}: a feature and a target are needed, but ${names.length === 1 ? 'there is one column' : 'fewer than two columns hold numbers'}.`,
  );
}

async function firstRows(files: FileReader, name: string): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const batch of csvRows(files.readText(name), name)) {
    rows.push(...batch.slice(0, 2).map(({ cells }) => cells));
    if (rows.length >= 2) break;
  }
  return rows;
}

function isNumber(cell: string): boolean {
  return NUMBER.test(cell.trim());
}
