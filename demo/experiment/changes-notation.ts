/** Changes while it trains, as the link and the sentence write them: `20:l2*10;30:lr=1e-4`. */
import { ThetascapeError } from '../../src/errors';
import { isRecord } from '../../src/spec/paths';
import { pathOf, wordOf } from './names';
import { numberText } from './numbers';

const CHANGE = /^\s*(\d{1,7})\s*:\s*([\w.]+)\s*([*=])\s*([\d.e+-]+)\s*$/;

export function changesText(changes: readonly unknown[]): string {
  return changes.filter(isRecord).map(changeText).join(';');
}

function changeText({ epoch, path, value, multiply }: Record<string, unknown>): string {
  const what = value === undefined ? `*${numberText(Number(multiply))}` : `=${numberText(Number(value))}`;
  return `${String(epoch)}:${wordOf(String(path))}${what}`;
}

/** Entries of the document's `changes`, still to be checked. Throws ThetascapeError. */
export function readChanges(text: string): unknown[] {
  const entries = text.split(';').filter((entry) => entry.trim() !== '');
  return entries.map((entry) => {
    const [, epoch, word = '', sign, number] = CHANGE.exec(entry) ?? [];
    if (!sign) throw new ThetascapeError('A change is an epoch, a number and what becomes of it, such as 20:l2*10.');
    return { epoch: Number(epoch), path: pathOf(word), [sign === '=' ? 'value' : 'multiply']: Number(number) };
  });
}
