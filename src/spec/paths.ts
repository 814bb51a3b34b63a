/** Paths such as `regularization.dropout[2]` into plain JSON. */

export type Key = string | number;

const PATH = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*|\[\d{1,6}\])*$/;
/** Lists longer than this (values of an axis) are not offered entry by entry. */
const LONGEST_LISTED = 16;

/** Whether a value has keys: an object or a list. */
export function isRecord(value: unknown): value is Record<Key, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The keys of a path, or null when it is not one. */
export function parsePath(path: string): Key[] | null {
  if (!PATH.test(path)) return null;
  return (path.match(/\w+/g) ?? []).map((key) => (/^\d/.test(key) ? Number(key) : key));
}

/** The path of keys, such as `sweeps[0].axes[1].path`. */
export function pathText(keys: readonly unknown[]): string {
  const text = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text.replace(/^\./, '');
}

/** What lies at a path, or undefined where there is nothing: only what a value owns itself is seen. */
export function valueAt(node: unknown, keys: readonly Key[]): unknown {
  let value = node;
  for (const key of keys) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** A copy of `node` with another value at a path that exists; what is not on the path is shared. */
export function replacedAt(node: unknown, keys: readonly Key[], value: unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined || !isRecord(node)) return value;
  const next = replacedAt(node[key], rest, value);
  return Array.isArray(node) ? node.with(Number(key), next) : { ...node, [key]: next };
}

/** All paths into `node`, for suggestions. */
export function listPaths(node: unknown, keys: readonly Key[] = []): string[] {
  const here = keys.length > 0 ? [pathText(keys)] : [];
  if (!isRecord(node)) return here;
  if (Array.isArray(node)) {
    const items: unknown[] = node.length > LONGEST_LISTED ? [] : node;
    return [...here, ...items.flatMap((item, index) => listPaths(item, [...keys, index]))];
  }
  const entries = Object.entries(node).filter(([key]) => /^\w+$/.test(key));
  return [...here, ...entries.flatMap(([key, item]) => listPaths(item, [...keys, key]))];
}
