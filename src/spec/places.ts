/** Settings that differ from one in a few numbers, made without the document that they stand for. */
import { withValue } from './document';
import { check, type Checked } from './mistakes';
import { isRecord, parsePath, valueAt, type Key } from './paths';
import { SettingSchema, type SettingDocument } from './schema';
import { settingOf } from './setting';
import type { Setting } from './types';

/** Where in a setting numbers go: below each key the places in it, or the paths whose number it is. */
export type Places = Map<Key, Places | string[]>;

/**
 * Where the numbers at some paths of a document go in its setting, such as one for each layer: found by sending NaN,
 * which no setting holds. Where the numbers of several paths go, that of the last one counts.
 *
 * @param numbers of each path one that it can have
 */
export function placesOf(
  base: SettingDocument,
  numbers: readonly (readonly [path: string, number: number])[],
): Checked<Places> {
  const places: Places = new Map();
  for (const [path, number] of numbers) {
    const replaced = withValue(base, path, number);
    const checked = replaced.ok ? check(SettingSchema, replaced.value) : replaced;
    if (!checked.ok) return checked;
    collect(settingOf(marked(checked.value, parsePath(path) ?? [])), path, places);
  }
  return { ok: true, value: places };
}

/** The setting with other numbers, by path; what they do not touch is shared. */
export function withNumbers(setting: Setting, places: Places, numbers: Readonly<Record<string, number>>): Setting {
  const changed = { ...setting };
  put(changed, places, numbers);
  return changed;
}

/** A copy of the document with NaN for each number at a path. */
function marked(document: SettingDocument, keys: readonly Key[]): SettingDocument {
  const copy = structuredClone(document);
  const [container, last] = [valueAt(copy, keys.slice(0, -1)), keys.at(-1)];
  if (!isRecord(container) || last === undefined) return copy;
  const old = container[last];
  container[last] = Array.isArray(old) ? old.map(() => NaN) : NaN;
  return copy;
}

/** Adds the places at which NaN lies below a node. */
function collect(node: unknown, path: string, places: Places): void {
  if (!isRecord(node)) return;
  for (const key of Object.keys(node)) {
    const known = places.get(key);
    if (Number.isNaN(node[key])) {
      places.set(key, Array.isArray(known) ? [...known, path] : [path]);
    } else if (isRecord(node[key])) {
      const below: Places = known instanceof Map ? known : new Map();
      collect(node[key], path, below);
      if (below.size > 0) places.set(key, below);
    }
  }
}

function put(container: unknown, places: Places, numbers: Readonly<Record<string, number>>): void {
  if (!isRecord(container)) return;
  for (const [key, place] of places) {
    if (Array.isArray(place)) {
      const path = place.findLast((one) => numbers[one] !== undefined);
      if (path !== undefined) container[key] = numbers[path];
    } else {
      const old = container[key];
      container[key] = Array.isArray(old) ? [...old] : { ...(isRecord(old) ? old : {}) };
      put(container[key], place, numbers);
    }
  }
}
