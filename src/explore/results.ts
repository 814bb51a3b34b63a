import type { Spec } from '../spec/types';
import type { ColumnInfo } from './columns';

/** The cells of a column: numbers, or numbers that stand for words. */
export interface ColumnCells {
  /** (rows,) NaN for what does not apply or diverged. */
  values: Float64Array;
  /** What the numbers stand for, where the cells are texts. */
  words: readonly string[] | null;
}

/** A models table that is open: its columns are read when they are asked for. No row is ever an object. */
export interface Results {
  /** Of the run, or of the file. */
  name: string;
  rows: number;
  /** What was trained, as its manifest says; null without one. */
  spec: Spec | null;
  columns: readonly ColumnInfo[];
}

/** Reads the columns of {@link Results}. */
export interface ResultsReader {
  results: Results;
  /** In the order of the names. */
  read(names: readonly string[]): Promise<ColumnCells[]>;
}

/** What is false and true, by number. */
const NO_YES = ['no', 'yes'];

/** Puts cells of any kind, one after another, into a column. */
export class ColumnBuilder {
  readonly #values: Float64Array;
  readonly #words = new Map<string, number>();

  constructor(rows: number) {
    this.#values = new Float64Array(rows).fill(NaN);
  }

  put(row: number, cell: unknown): void {
    if (typeof cell === 'number') this.#values[row] = cell;
    else if (typeof cell === 'bigint') this.#values[row] = Number(cell);
    else if (typeof cell === 'string') this.#values[row] = this.#wordOf(cell);
    else if (typeof cell === 'boolean') {
      for (const word of NO_YES) this.#wordOf(word);
      this.#values[row] = Number(cell);
    }
  }

  /** @param at row of the first of the cells */
  putAll(at: number, cells: ArrayLike<unknown>): void {
    if (cells instanceof Float64Array || cells instanceof Int32Array) this.#values.set(cells, at);
    else for (let i = 0; i < cells.length; i++) this.put(at + i, cells[i]);
  }

  cells(): ColumnCells {
    return { values: this.#values, words: this.#words.size > 0 ? [...this.#words.keys()] : null };
  }

  #wordOf(text: string): number {
    const known = this.#words.get(text);
    if (known !== undefined) return known;
    this.#words.set(text, this.#words.size);
    return this.#words.size - 1;
  }
}
