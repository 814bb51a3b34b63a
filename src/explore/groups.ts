/** Models that share their setting, and so differ in their seed alone. */
import { indexed } from './indexed';

export interface Groups {
  count: number;
  /** (rows,) of the setting of each row. */
  of: Uint32Array;
}

/**
 * By the indices of models, since those of one setting follow one another; numbered in their order.
 *
 * @param models (rows,)
 * @param seeds models of each setting
 */
export function groupsOfModels(models: Float64Array, seeds: number): Groups {
  const settings = models.map((model) => Math.floor(model / seeds));
  const of = new Uint32Array(models.length);
  let [count, last] = [0, NaN];
  for (const row of indexed(settings).order) {
    if (settings[row] !== last) count++;
    last = settings[row]!;
    of[row] = count - 1;
  }
  return { count, of };
}

/**
 * By what tells one setting from another, where nothing is known of the spec; numbered in the order of their first rows.
 *
 * @param columns (rows,) each
 */
export function groupsOf(rows: number, columns: readonly Float64Array[]): Groups {
  let groups: Groups = { count: 1, of: new Uint32Array(rows) };
  for (const values of columns) groups = split(groups, values);
  return groups;
}

/** Splits each group by the values of a further column; no values (NaN) are a value, too. */
function split({ count, of: before }: Groups, values: Float64Array): Groups {
  const known = new Map<number, number>();
  const pairs = new Map<number, number>();
  const of = new Uint32Array(before.length);
  for (let row = 0; row < of.length; row++) {
    const value = values[row]!;
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    const pair = code * count + before[row]!;
    const group = pairs.get(pair) ?? pairs.size;
    pairs.set(pair, group);
    of[row] = group;
  }
  return { count: pairs.size, of };
}
