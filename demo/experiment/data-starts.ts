import type { SpecInput } from '../../src/index';

/** What a visitor starts from who chooses a kind of data; a CSV file is still to be dropped. */
export const DATA_STARTS = {
  article: { kind: 'article' },
  'random-curve': { kind: 'random-curve' },
  formula: { kind: 'formula', expression: 'sin(2 * x) / (1 + x^2)', from: -3, to: 3 },
  csv: { kind: 'csv', path: 'data.csv', features: ['column1'], targets: ['column2'], header: false },
  co2: { kind: 'co2' },
} as const satisfies Record<string, SpecInput['data']>;

export type DataKind = keyof typeof DATA_STARTS;

/** The kind of the data of a document. */
export function dataKind({ data = 'article' }: SpecInput): DataKind {
  return typeof data === 'string' ? data : data.kind;
}

export function isDataKind(word: string): word is DataKind {
  return Object.hasOwn(DATA_STARTS, word);
}
