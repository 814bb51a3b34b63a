/**
 * The kinds of fields a spec is made of. Every field carries a description for editors, and says in one sentence what
 * is wrong with its value; `mistakes.ts` puts the path in front of it.
 */
import * as v from 'valibot';
import { suggest } from '../suggest';

type Entries = v.ObjectEntries;

/** "…, not 1.5." after an expectation, from an issue. */
function not(expectation: string): (issue: { received: string }) => string {
  return ({ received }) => `${expectation}, not ${RECEIVED[received] ?? clipped(received)}.`;
}

/** What valibot calls the values that are not worth printing. */
const RECEIVED: Record<string, string> = { Array: 'a list', Object: 'an object', undefined: 'nothing' };

function clipped(word: string): string {
  return word.length > 60 ? `${word.slice(0, 60)}…` : word;
}

function show(value: number): string {
  return Math.abs(value) < 1e15 ? value.toLocaleString('en', { maximumSignificantDigits: 17 }) : String(value);
}

/** A finite number in [min, max]. */
export function number(description: string, min: number, max: number) {
  const message = not(`must be a number from ${show(min)} to ${show(max)}`);
  return v.pipe(v.number(message), v.minValue(min, message), v.maxValue(max, message), v.description(description));
}

/** Any finite number. */
export function finite(description: string) {
  const message = not('must be a finite number');
  return v.pipe(v.number(message), v.finite(message), v.description(description));
}

/** A number in (0, 1). */
export function fraction(description: string) {
  const message = not('must be a number above 0 and below 1');
  return v.pipe(v.number(message), v.gtValue(0, message), v.ltValue(1, message), v.description(description));
}

/** The rate at which a mean forgets: a number in [0, 1). */
export function decayRate(description: string) {
  const message = not('must be a number from 0 to below 1');
  return v.pipe(v.number(message), v.minValue(0, message), v.ltValue(1, message), v.description(description));
}

/** A whole number in [min, max]. */
export function whole(description: string, min: number, max: number) {
  const message = not(`must be a whole number from ${show(min)} to ${show(max)}`);
  return v.pipe(
    v.number(message),
    v.safeInteger(message),
    v.minValue(min, message),
    v.maxValue(max, message),
    v.description(description),
  );
}

export function flag(description: string) {
  return v.pipe(v.boolean(not('must be true or false')), v.description(description));
}

export function text(description: string, maxLength: number) {
  const message = not(`must be a text of 1 to ${show(maxLength)} characters`);
  return v.pipe(
    v.string(message),
    v.minLength(1, message),
    v.maxLength(maxLength, `must be a text of 1 to ${show(maxLength)} characters, not more.`),
    v.description(description),
  );
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A text that can be a file name everywhere. */
export function name(description: string) {
  const message = 'must be 1 to 64 letters, digits, dots, hyphens or underscores, with a letter or digit first.';
  return v.pipe(v.string(message), v.regex(NAME, message), v.description(description));
}

/** One of a few words; `otherwise` says what else the field takes. */
export function choice<const Options extends readonly string[]>(description: string, options: Options, otherwise = '') {
  return v.pipe(
    v.picklist(options, (issue) => {
      const hint = typeof issue.input === 'string' ? suggest(issue.input, options) : '';
      return not(oneOf(options) + otherwise)(issue) + hint;
    }),
    v.description(description),
  );
}

/** A list of `min` to `max` items; `items` says what they are, in the plural. */
export function list<const Item extends v.GenericSchema>(
  description: string,
  item: Item,
  items: string,
  min: number,
  max: number,
) {
  const message = not(`must list ${show(min)} to ${show(max)} ${items}`);
  return v.pipe(
    v.array(item, not(`must be a list of ${items}`)),
    v.minLength(min, message),
    v.maxLength(max, message),
    v.description(description),
  );
}

/** An object that has no keys but these. */
export function object<const E extends Entries>(entries: E) {
  const keys = Object.keys(entries);
  return v.strictObject(entries, (issue) => {
    const at = issue.path?.at(-1);
    if (at?.origin !== 'key') return not('must be an object')(issue);
    if (issue.expected !== 'never') return 'is missing.';
    const unknown = Object.keys(at.input ?? {}).filter((key) => !keys.includes(key));
    return unknown.map((key) => unknownKey(key, keys)).join('\n');
  });
}

function unknownKey(key: string, known: string[]): string {
  return `has an unknown key "${clipped(key)}".${suggest(key, known) || ` The keys here are ${known.join(', ')}.`}`;
}

/** An object whose `kind` says which keys it has. */
export function kinds<const Options extends v.VariantOptions<'kind'>>(options: Options) {
  return v.variant('kind', options, (issue) => {
    if (!issue.path) return not('must be an object with a "kind"')(issue);
    const known = (issue.expected ?? '').match(/[a-z0-9-]+/g) ?? [];
    const expectation = oneOf(known);
    if (issue.input === undefined) return `is missing; it ${expectation}.`;
    return not(expectation)(issue) + (typeof issue.input === 'string' ? suggest(issue.input, known) : '');
  });
}

function oneOf(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`).join(', ');
  return words.length === 1 ? `must be ${quoted}` : `must be one of ${quoted}`;
}

/** Any of several forms; `expectation` is used when the value has none of their types. */
export function either<const Options extends v.UnionOptions>(expectation: string, options: Options) {
  return v.union(options, not(`must be ${expectation}`));
}
