import { ThetascapeError } from '../../src/errors';

export const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A text that reads as the number, with an exponent where that is shorter for a small or a large one: `1e-5`, `0.03`. */
export function numberText(value: number): string {
  const [plain, exponential] = [String(value), value.toExponential().replace('e+', 'e')];
  const isUsual = Math.abs(value) >= 0.01 && Math.abs(value) < 1e6;
  return !isUsual && exponential.length < plain.length ? exponential : plain;
}

/** Throws ThetascapeError. */
export function readNumber(text: string): number {
  const value = NUMBER.test(text) ? Number(text) : NaN;
  if (Number.isFinite(value)) return value;
  throw new ThetascapeError(`"${text.slice(0, 40)}" is not a number; write numbers such as 0.01 or 1e-5.`);
}
