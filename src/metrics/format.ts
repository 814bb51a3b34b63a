/** How numbers are written for people, in claims, figures and the report alike. */

/** A setting's value: plain from 0.01 to 10,000, else with an exponent (`1e-5`), by at most `digits` significant digits. */
export function settingText(value: number, digits = 3): string {
  const magnitude = Math.abs(value);
  const rounded = Number(value.toPrecision(digits));
  if (value === 0 || (magnitude >= 0.01 && magnitude < 1e4)) return minus(String(rounded));
  return Number.isInteger(value) && magnitude < 1e6 ? value.toLocaleString('en') : minus(rounded.toExponential());
}

/** The values of one axis, by as few digits (two at least) as keep them distinct: k/9 reads 0.11, 0.22, … */
export function axisTexts(values: readonly number[]): string[] {
  const distinct = new Set(values).size;
  for (const digits of [2, 3, 4, 6]) {
    const texts = values.map((value) => settingText(value, digits));
    if (new Set(texts).size === distinct) return texts;
  }
  return values.map(String);
}

/** With a fixed number of decimals; `–` for what is not a number. */
export function fixed(value: number, decimals = 2): string {
  return Number.isFinite(value) ? minus(value.toFixed(decimals)) : '–';
}

/** A fraction as a percentage: `41 %`, `0.7 %`, `0.008 %`. */
export function percent(fraction: number): string {
  const share = 100 * fraction;
  return `${share >= 99.95 && share < 100 ? '> 99.9' : Number(share.toPrecision(share >= 99 ? 3 : 2))} %`;
}

export function count(value: number): string {
  return value.toLocaleString('en');
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `1 seed`, `8 seeds`. */
export function plural(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}

function minus(text: string): string {
  return text.replaceAll('-', '−').replace('e−', 'e-');
}
