import Papa from 'papaparse';
import { ThetascapeError } from '../errors';

/** A row of a CSV file and the line it starts on, from 1. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/** Characters that are parsed at once; a piece may be a whole file. */
const SLICE = 2 ** 18;
/** Characters that the delimiter is guessed from. */
const SAMPLE = 2 ** 16;
const LONGEST_ROW = 2 ** 20;

/**
 * The rows of a CSV file, in batches as its text comes. Blank lines are skipped.
 *
 * Quotes, a byte order mark, all line ends, and commas, semicolons, tabs or bars as delimiters are understood.
 *
 * @throws ThetascapeError where a quote is malformed or never closed, or the file is no UTF-8 text
 */
export async function* csvRows(pieces: AsyncIterable<string>, path: string): AsyncGenerator<CsvRow[]> {
  const reader = new RowReader(path);
  for await (const slice of slices(pieces)) yield reader.read(slice, false);
  yield reader.read('', true);
}

class RowReader {
  #buffer = '';
  #line = 1;
  #parser: Papa.Parser | null = null;

  constructor(readonly path: string) {}

  /** The rows that are complete after `slice`. */
  read(slice: string, isLast: boolean): CsvRow[] {
    this.#buffer += slice;
    if (!this.#parser && !isLast && this.#buffer.length < SAMPLE) return [];
    this.#parser ??= this.#createParser();
    const result: Papa.ParseResult<string[]> = this.#parser.parse(this.#buffer, 0, !isLast);
    const parsed = this.#buffer.slice(0, result.meta.cursor);
    this.#buffer = isLast ? '' : this.#buffer.slice(result.meta.cursor);
    const [error] = result.errors;
    const rows = this.#number(error ? result.data.slice(0, error.row) : result.data, parsed.includes('"'));
    this.#refuse(error);
    return rows;
  }

  #createParser(): Papa.Parser {
    const sample = this.#buffer.slice(0, SAMPLE);
    if (/[\0\uFFFD]/.test(sample)) {
      throw new ThetascapeError(`${this.path} is not a text in UTF-8; save it as CSV UTF-8.`);
    }
    const { delimiter } = Papa.parse(sample, { preview: 10, newline: '\n', skipEmptyLines: true }).meta;
    return new Papa.Parser({ delimiter, newline: '\n' });
  }

  #number(rows: string[][], hasQuotes: boolean): CsvRow[] {
    const numbered: CsvRow[] = [];
    for (const cells of rows) {
      const isBlank = cells.length === 1 && cells[0]!.trim() === '';
      if (!isBlank) numbered.push({ line: this.#line, cells });
      this.#line += 1;
      // Only a quoted cell can hold line ends.
      if (hasQuotes) for (const cell of cells) this.#line += cell.split('\n').length - 1;
    }
    return numbered;
  }

  #refuse(error: Papa.ParseError | undefined): void {
    if (error?.code === 'MissingQuotes' || this.#buffer.length > LONGEST_ROW) {
      throw new ThetascapeError(
        `${this.path}, line ${this.#line}: the row does not end; perhaps a quote (") is never closed.`,
      );
    }
    if (error) {
      throw new ThetascapeError(
        `${this.path}, line ${this.#line}: a quoted cell goes on after its closing quote; write "" for a quote in it.`,
      );
    }
  }
}

/** The text in slices of bounded length, without its byte order mark and with `\n` for every line end. */
async function* slices(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let isFirst = true;
  let carry = '';
  for await (const piece of pieces) {
    for (let start = 0; start < piece.length; start += SLICE) {
      let slice = carry + piece.slice(start, start + SLICE);
      if (isFirst) slice = slice.replace(/^\uFEFF/, '');
      isFirst = false;
      // A carriage return may have its line feed in the next slice.
      carry = slice.endsWith('\r') ? '\r' : '';
      yield slice.slice(0, slice.length - carry.length).replace(/\r\n?/g, '\n');
    }
  }
  yield carry.replace('\r', '\n');
}
