import { escape } from '../../metrics/escape';

/** Markup that needs no escaping. */
export class Html {
  constructor(readonly text: string) {}
}

type Value = Html | string | number | null | readonly Html[];

/** A template whose values are escaped unless they are markup themselves; null and empty lists leave nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(strings.map((text, i) => text + (i < values.length ? render(values[i] ?? null) : '')).join(''));
}

function render(value: Value): string {
  if (value === null) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escape(String(value));
  return value.map(({ text }) => text).join('');
}

/** Keeps a number with what belongs to it: `λ = 1e-4`, `41 %`. */
export function unbroken(text: string): string {
  return text.replaceAll(/ = | (?=%)|(?<=[±≤<>]) (?=\d)/g, (space) => space.replaceAll(' ', '\u00a0'));
}
