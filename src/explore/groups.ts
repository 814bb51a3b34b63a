/** Models that share their setting, and so differ in their seed alone. */

export interface Groups {
  count: number;
  /** (rows,) of the setting of each row, numbered in the order of their first rows. */
  of: Uint32Array;
}

/** @param columns (rows,) each: all that tells one setting from another */
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
