import { ThetascapeError } from '../errors';
import type { CsvData } from '../spec/types';
import { suggest } from '../suggest';
import { csvRows, type CsvRow } from './csv-rows';
import { allRows, counted, describeRows, fitColumns, splitRows, toRows, type Table } from './table';
import type { Dataset, FileReader } from './types';

const MOST_COLUMNS = 4096;
/** 1 GB of f64 while reading, half of it afterwards. */
const MOST_NUMBERS = 2 ** 27;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** What f32 holds, with room for scaling. */
const LARGEST = 1e38;

/**
 * Columns of a CSV file, scaled by its training rows, which keep their order.
 *
 * @throws ThetascapeError with line and column when the file does not hold what was asked for
 */
export async function csvData(data: CsvData, key: number, files: FileReader): Promise<Dataset> {
  const main = await readTable(data, data.path, files, 2);
  const second = data.split.kind === 'file' ? await readTable(data, data.split.path, files, 1) : null;
  const split = data.split.kind === 'file' ? null : splitRows(main.table.count, data.split, key);
  const rows = split?.train ?? allRows(main.table.count);
  const columns = fitColumns(main.table, data, rows);
  const train = toRows(main.table, columns, rows);
  const held = second?.table ?? main.table;
  const validation = toRows(held, columns, split?.validation ?? allRows(held.count));
  const dropped = main.dropped + (second?.dropped ?? 0);
  const left = dropped > 0 ? `; ${counted(dropped, 'row')} without all numbers left out` : '';
  const description = `${data.path}: ${data.targets.join(', ')} by ${data.features.join(', ')}, ${describeRows(train, validation)}${left}.`;
  return { ...columns, train, validation, truth: null, description };
}

async function readTable(
  data: CsvData,
  path: string,
  files: FileReader,
  fewest: number,
): Promise<{ table: Table; dropped: number }> {
  const reader = new TableReader(data, path);
  for await (const rows of csvRows(files.readText(path), path)) {
    for (const row of rows) reader.read(row);
  }
  return reader.finish(fewest);
}

class TableReader {
  /** Position in the file of each wanted column, features first. */
  #positions: number[] = [];
  #names: string[] = [];
  #values = new Float64Array(1024);
  #count = 0;
  #dropped = 0;

  constructor(
    readonly data: CsvData,
    readonly path: string,
  ) {}

  read(row: CsvRow): void {
    if (this.#names.length === 0) {
      this.#readHeader(row);
      if (this.data.header) return;
    }
    if (row.cells.length !== this.#names.length) {
      const cells = counted(row.cells.length, 'cell');
      this.#fail(`the row has ${cells}, but the first row has ${this.#names.length}`, '', row.line);
    }
    const width = this.#positions.length;
    this.#reserve((this.#count + 1) * width);
    const mistake = this.#readNumbers(row.cells, this.#count * width);
    if (mistake === null) this.#count++;
    else if (this.data.missing === 'drop') this.#dropped++;
    else this.#fail(`${mistake}; correct it, or set data.missing to "drop" to leave such rows out`, '', row.line);
  }

  finish(fewest: number): { table: Table; dropped: number } {
    const { features, targets, header } = this.data;
    const count = this.#count;
    if (this.#names.length === 0) this.#fail('the file is empty');
    if (count < fewest) {
      const dropped = this.#dropped > 0 ? ` after ${this.#dropped} were left out` : '';
      const found = count === 0 ? `no rows${header ? ' below its header' : ''}` : 'only 1 row';
      this.#fail(`the file has ${found}${dropped}, but at least ${fewest} ${fewest > 1 ? 'are' : 'is'} needed`);
    }
    const values = this.#values.subarray(0, count * this.#positions.length);
    return { table: { features, targets, count, values }, dropped: this.#dropped };
  }

  #readHeader({ cells }: CsvRow): void {
    if (cells.length > MOST_COLUMNS) {
      this.#fail(`the file has ${cells.length} columns, but at most ${MOST_COLUMNS} can be read`);
    }
    this.#names = cells.map((cell, index) => (this.data.header ? cell.trim() : `column${index + 1}`));
    this.#positions = [...this.data.features, ...this.data.targets].map((name) => this.#find(name));
  }

  #find(name: string): number {
    const names = this.#names;
    const position = names.indexOf(name);
    if (position >= 0 && position === names.lastIndexOf(name)) return position;
    if (position >= 0) this.#fail(`two columns are named "${name}"; rename one of them`);
    if (this.data.header && names.every((cell) => NUMBER.test(cell))) {
      this.#fail(
        `there is no column "${name}", but numbers in the first row; set data.header to false for such a file`,
      );
    }
    const shown = names.length > 10 ? [...names.slice(0, 10), '…'] : names;
    return this.#fail(`there is no column "${name}"; the columns are ${shown.join(', ')}`, suggest(name, names));
  }

  /** Writes the wanted cells to `#values` from `at`; what is wrong with the first bad one, or null. */
  #readNumbers(cells: string[], at: number): string | null {
    for (const [index, position] of this.#positions.entries()) {
      const cell = cells[position]!.trim();
      const value = NUMBER.test(cell) ? Number(cell) : NaN;
      if (!(Math.abs(value) <= LARGEST)) return `column "${this.#names[position]}" ${describeCell(cell)}`;
      this.#values[at + index] = value;
    }
    return null;
  }

  #reserve(length: number): void {
    if (length <= this.#values.length) return;
    if (length > MOST_NUMBERS) {
      const most = MOST_NUMBERS.toLocaleString('en');
      this.#fail(`the columns hold more than ${most} numbers; take fewer columns or rows`);
    }
    const grown = new Float64Array(Math.min(MOST_NUMBERS, 2 * this.#values.length));
    grown.set(this.#values);
    this.#values = grown;
  }

  #fail(what: string, hint = '', line?: number): never {
    throw new ThetascapeError(`${this.path}${line === undefined ? '' : `, line ${line}`}: ${what}.${hint}`);
  }
}

function describeCell(cell: string): string {
  if (cell === '') return 'is empty';
  const shown = cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
  if (NUMBER.test(cell)) return `holds ${shown}, which is too large for a 32-bit float`;
  const comma = /^[+-]?\d+,\d+$/.test(cell) ? ' (write decimals with a point)' : '';
  return `holds "${shown}", which is not a number${comma}`;
}
