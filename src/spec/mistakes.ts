import * as v from 'valibot';
import { ThetascapeError } from '../errors';
import { isRecord, pathText, type Key } from './paths';

/** What a check made of its input: the value, or one sentence for each mistake. */
export type Checked<T> = { ok: true; value: T } | { ok: false; mistakes: string[] };

const MOST_SHOWN = 20;

export function mistaken(...mistakes: string[]): { ok: false; mistakes: string[] } {
  return { ok: false, mistakes };
}

/** Checks `input` against `schema`; several mistakes are all found. */
export function check<const Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
): Checked<v.InferOutput<Schema>> {
  const result = v.safeParse(schema, input, { abortPipeEarly: true });
  if (!result.success) return mistaken(...result.issues.flatMap((issue) => sentences(issue, [])));
  const more = leftOut(input, result.output, []);
  return more.length > 0 ? mistaken(...more) : { ok: true, value: result.output };
}

/** The first item that is in the list a second time. */
export function firstRepeated<T>(list: readonly T[]): T | undefined {
  const seen = new Set<T>();
  return list.find((item) => seen.size === seen.add(item).size);
}

/** One error for all mistakes: a sentence each, on a line each. */
export function mistakesError(mistakes: string[]): ThetascapeError {
  if (mistakes.length === 1) return new ThetascapeError(mistakes[0]);
  const shown = mistakes.slice(0, MOST_SHOWN).map((mistake) => `  - ${mistake}`);
  const rest = mistakes.length > MOST_SHOWN ? [`  - and ${mistakes.length - MOST_SHOWN} more.`] : [];
  return new ThetascapeError([`The spec has ${mistakes.length} mistakes:`, ...shown, ...rest].join('\n'));
}

function sentences(issue: v.BaseIssue<unknown>, parents: readonly v.IssuePathItem[]): string[] {
  const path = [...parents, ...(issue.path ?? [])];
  const relevant = issue.type === 'union' ? (issue.issues ?? []).filter((sub) => isOfThatForm(sub, issue.input)) : [];
  if (relevant.length > 0) return relevant.flatMap((sub) => sentences(sub, path));
  // An unknown key is told at the object that has it.
  const at = issue.expected === 'never' ? path.slice(0, -1) : path;
  return issue.message.split('\n').map((message) => `${subject(at.map((item) => item.key))} ${message}`);
}

/** Whether a mistake in one form of a field is about the form that was meant: the one whose JSON type was given. */
function isOfThatForm(issue: v.BaseIssue<unknown>, input: unknown): boolean {
  const inside = issue.path?.[0];
  if (inside) return inside.type === (Array.isArray(input) ? 'array' : 'object');
  if (issue.type === 'union') return issue.issues?.some((sub) => isOfThatForm(sub, input)) === true;
  return issue.kind !== 'schema' || typeof input === (issue.type === 'picklist' ? 'string' : issue.type);
}

function subject(keys: readonly unknown[]): string {
  return pathText(keys) || 'The spec';
}

/** What valibot lets pass: a list in the place of an object, and keys such as `__proto__`, which it leaves out. */
function leftOut(input: unknown, output: unknown, path: readonly Key[]): string[] {
  if (input === output || !isRecord(input) || !isRecord(output)) return [];
  const isList = Array.isArray(input);
  if (isList && !Array.isArray(output)) return [`${subject(path)} must be an object, not a list.`];
  return Object.keys(input).flatMap((key) =>
    Object.hasOwn(output, key)
      ? leftOut(input[key], output[key], [...path, isList ? Number(key) : key])
      : [`${subject(path)} has a key "${key}", which cannot be used.`],
  );
}
