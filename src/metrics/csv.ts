import Papa from 'papaparse';
import type { Table } from './table';

/** Rows per piece of text, so that a file of any length needs little memory. */
const ROWS_PER_PIECE = 20_000;

/**
 * Text cells that a spreadsheet would run as a formula get a quote in front (OWASP, CSV injection); numbers are left
 * alone. Unlike the library's own pattern this one also finds a formula that is followed by a line break.
 */
const FORMULA = /^[=+\-@\t\r]/;

/** The table as RFC 4180 text, in pieces. */
export function* toCsv({ rows, columns }: Table): Generator<string> {
  const config = { escapeFormulae: FORMULA, newline: '\r\n' };
  yield Papa.unparse([columns.map(({ name }) => name)], config) + '\r\n';
  for (let start = 0; start < rows; start += ROWS_PER_PIECE) {
    const length = Math.min(ROWS_PER_PIECE, rows - start);
    const piece = Array.from({ length }, (_, i) => columns.map(({ cells }) => cells[start + i]));
    yield Papa.unparse(piece, config) + '\r\n';
  }
}
