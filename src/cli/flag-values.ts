/** What the values of flags are read by. */
import { InvalidArgumentError } from 'commander';

/** `10%` or `0.1`. */
export function share(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (!(value >= 0) || text.trim() === '') throw new InvalidArgumentError('Give a share such as 10% or 0.1.');
  return value;
}

/** A whole number from 1. */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return value;
}
