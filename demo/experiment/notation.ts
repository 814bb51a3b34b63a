/** How values of a document are written in the sentence and in the link: `1e-5`, `log(1e-5,1,64)`, `64-64-64-64`. */
import { ThetascapeError } from '../../src/errors';
import { range } from '../../src/spec/axes';
import { changesText, readChanges } from './changes-notation';
import { halvingText, readHalving } from './halving-notation';
import { NUMBER, numberText, readNumber } from './numbers';

/** Values of one axis in the page: as many as its pictures have rows for. */
export const MOST_VALUES = 1024;

const RANGE = /^(log|lin)\(([^,()]+),([^,()]+),([^,()]+)\)$/;
const SCALES = { log: 'log', lin: 'linear' } as const;

/** What stands between the items of a list, by path. */
const SEPARATORS: Readonly<Record<string, string>> = {
  'network.hidden': '-',
  'network.activation': '/',
  'regularization.dropout': '/',
  'data.features': ',',
  'data.targets': ',',
};

/** Paths of lists that one item does not stand for. */
const LISTS = ['network.hidden', 'data.features', 'data.targets'];

/** Whether a text is meant as the values of an axis: a list with commas, or a range. */
export function isAxisText(text: string): boolean {
  return text.includes(',');
}

/** `0,1e-3,1`, or `log(1e-5,1,64)` and `lin(0,1,10)` where the values are such a range. */
export function axisText(values: readonly number[]): string {
  const [from, to] = [values[0]!, values.at(-1)!];
  for (const [word, scale] of Object.entries(SCALES)) {
    const isOne = values.length > 2 && from !== to && (scale === 'linear' || Math.min(from, to) > 0);
    if (isOne && String(range(from, to, values.length, scale)) === String(values)) {
      return `${word}(${numberText(from)},${numberText(to)},${values.length})`;
    }
  }
  const list = values.map(numberText).join(',');
  return values.length === 1 ? `${list},` : list;
}

/** The values of an axis from its text. Throws ThetascapeError. */
export function readAxis(text: string): number[] {
  const spaceless = text.replaceAll(/\s/g, '');
  const [, word, ...parts] = RANGE.exec(spaceless) ?? [];
  if (word === 'log' || word === 'lin') return readRange(word, parts.map(readNumber));
  const items = spaceless.replace(/,$/, '').split(',');
  if (items.length > MOST_VALUES)
    throw new ThetascapeError(`An axis holds at most ${MOST_VALUES} values, not ${items.length}.`);
  return items.map(readNumber);
}

function readRange(word: keyof typeof SCALES, [from = NaN, to = NaN, count = NaN]: number[]): number[] {
  if (!Number.isInteger(count) || count < 2 || count > MOST_VALUES) {
    throw new ThetascapeError(`A range has 2 to ${MOST_VALUES} values, not ${count}.`);
  }
  if (from === to) throw new ThetascapeError('The two ends of a range must differ.');
  if (word === 'log' && Math.min(from, to) <= 0) {
    throw new ThetascapeError('Equal ratios need both ends above 0; list a 0 among values instead.');
  }
  return range(from, to, count, SCALES[word]);
}

/** The value at a path as {@link readValue} reads it. */
export function valueText(path: string, value: unknown): string {
  if (path === 'changes' && Array.isArray(value)) return changesText(value);
  if (path === 'halving') return halvingText(value);
  const separator = SEPARATORS[path];
  if (Array.isArray(value) && separator !== undefined) {
    const text = value.map(itemText).join(separator);
    if (JSON.stringify(readValue(path, text)) === JSON.stringify(value)) return text;
  }
  const text = itemText(value);
  return JSON.stringify(readValue(path, text)) === JSON.stringify(value) ? text : JSON.stringify(value);
}

/** A number, true, false, null, a list as its path separates it, any other JSON, or else the text itself. */
export function readValue(path: string, text: string): unknown {
  if (path === 'changes') return readChanges(text);
  if (path === 'halving') return readHalving(text);
  const separator = Object.hasOwn(SEPARATORS, path) ? SEPARATORS[path] : undefined;
  const isJson = /^[[{"]/.test(text);
  if (isJson || separator === undefined) return readItem(text);
  if (!LISTS.includes(path) && !text.includes(separator)) return readItem(text);
  return text === '' ? [] : text.split(separator).map(readItem);
}

function itemText(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function readItem(text: string): unknown {
  const item = text.trim();
  if (NUMBER.test(item)) return Number(item);
  try {
    return JSON.parse(item);
  } catch {
    return item;
  }
}
