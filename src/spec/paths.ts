/** Paths such as `regularization.dropout[2]` into plain JSON. */

export type Key = string | number;

const PATH = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*|\[\d{1,6}\])*$/;
/** Lists longer than this (values of an axis) are not offered entry by entry. */
const LONGEST_LISTED = 16;

/** The keys of a path, or null when it is not one. */
export function parsePath(path: string): Key[] | null {
  if (!PATH.test(path)) return null;
  return (path.match(/\w+/g) ?? []).map((key) => (/^\d/.test(key) ? Number(key) : key));
}

/** What lies at a path, or undefined where there is nothing: only what a value owns itself is seen. */
export function valueAt(node: unknown, keys: readonly Key[]): unknown {
  let value = node;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<Key, unknown>)[key];
  }
  return value;
}

/** A copy of `node` with another value at a path that exists; what is not on the path is shared. */
export function replacedAt(node: unknown, keys: readonly Key[], value: unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  const next = replacedAt((node as Record<Key, unknown>)[key], rest, value);
  if (Array.isArray(node)) return node.with(Number(key), next);
  return { ...(node as object), [key]: next };
}

/** All paths into `node`, for suggestions. */
export function listPaths(node: unknown, at = ''): string[] {
  const here = at === '' ? [] : [at];
  if (typeof node !== 'object' || node === null) return here;
  if (Array.isArray(node)) {
    return node.length > LONGEST_LISTED
      ? here
      : [...here, ...node.flatMap((item, index) => listPaths(item, `${at}[${index}]`))];
  }
  const entries = Object.entries(node).filter(([key]) => /^\w+$/.test(key));
  return [...here, ...entries.flatMap(([key, item]) => listPaths(item, at === '' ? key : `${at}.${key}`))];
}
