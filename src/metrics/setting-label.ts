/** How settings of a sweep are named for people, in figures and in the page alike. */
import type { Axis, SweepSpec } from '../spec/types';
import { axisTexts, settingText } from './format';

/** λ and p as the article writes them, else the last word of the path. */
export function axisSymbol(path: string): string {
  const word = path.split('.').at(-1)!;
  return word.replace('l2Penalty', 'λ').replace('dropout', 'p');
}

/** Names the settings of a sweep by what it varies: `λ = 1e-5`; a sweep that varies nothing lends its own name. */
export function settingLabels({ name, axes, zip = [] }: SweepSpec): (values: Record<string, number>) => string {
  const texts = new Map([...axes, ...zip].map((axis) => [axis.path, textOf(axis)]));
  return (values) => {
    const parts = Object.entries(values).map(
      ([path, value]) => `${axisSymbol(path)} = ${(texts.get(path) ?? settingText)(value)}`,
    );
    return parts.length === 0 ? name : parts.join(', ');
  };
}

function textOf({ values }: Axis): (value: number) => string {
  const texts = new Map(axisTexts(values).map((text, i) => [values[i]!, text]));
  return (value) => texts.get(value) ?? String(value);
}
