import { axisTexts } from '../../metrics/format';
import { axisSymbol } from '../../metrics/setting-label';
import type { LiveSweep } from '../live-run';

/** Where the settings of a sweep stand across a panel. */
export interface Columns {
  /** Of the sweep's first axis, and of its values, a column each. */
  name: string;
  texts: string[];
  /** (settings,) column of each. */
  of: number[];
  /** Settings that differ in their column alone, by index: a line joins them. */
  lines: number[][];
}

/** Columns lie evenly by their index, as everywhere: a λ of 0 has a place, too. */
export function columnsOf({ settings }: LiveSweep): Columns {
  const values = settings.map(({ models }) => models[0]!.model.values);
  const [path] = Object.keys(values[0]!);
  if (path === undefined) {
    return { name: '', texts: settings.map(({ label }) => label), of: [...settings.keys()], lines: [] };
  }
  const distinct = [...new Set(values.map((value) => value[path]!))];
  const others = values.map((value) => JSON.stringify({ ...value, [path]: null }));
  return {
    name: axisSymbol(path),
    texts: axisTexts(distinct),
    of: values.map((value) => distinct.indexOf(value[path]!)),
    lines: [...Map.groupBy(settings.keys(), (i) => others[i]!).values()],
  };
}
