import { isRecord } from '../../src/spec/paths';
import type { ExplicitDocument } from './edits';

/** What a link says by itself. */
const ELSEWHERE = ['version', 'sweeps'];
/** What it says in one word. */
const WHOLE = ['halving'];

/** Paths at which a document differs from another, each with its value there. */
export function differences(from: ExplicitDocument, to: ExplicitDocument): [path: string, value: unknown][] {
  return Object.entries(to).flatMap(([key, value]) => {
    const other: unknown = new Map<string, unknown>(Object.entries(from)).get(key);
    return ELSEWHERE.includes(key) ? [] : between(other, value, key);
  });
}

function between(from: unknown, to: unknown, path: string): [string, unknown][] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  if (WHOLE.includes(path)) return [[path, to]];
  if (!isPlain(from) || !isPlain(to) || String(Object.keys(from)) !== String(Object.keys(to))) return [[path, to]];
  return Object.entries(to).flatMap(([key, value]) => between(from[key], value, `${path}.${key}`));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !Array.isArray(value);
}
