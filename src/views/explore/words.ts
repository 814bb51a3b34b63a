/** How columns and cells of a run are written. */
import { count, settingText } from '../../metrics/format';
import { axisSymbol } from '../../metrics/setting-label';
import type { ColumnCells } from '../../explore/results';
import type { ExploreState } from './state';

const WHOLE = new Set(['model', 'seed', 'steps', 'epochs', 'stoppedAt', 'divergedAt', 'dataset', 'key']);
/** Significant digits of a setting and of a metric. */
const DIGITS = { axis: 3, metric: 4 };
const SETTING = /^(?:data|network|training|regularization|evaluation)\./;

/** `–` for what does not apply or diverged. */
export function cellText(name: string, cells: ColumnCells | undefined, row: number): string {
  return valueText(name, cells, cells?.values[row] ?? NaN);
}

export function valueText(name: string, cells: ColumnCells | undefined, value: number): string {
  if (Number.isNaN(value)) return '–';
  if (cells?.words) return cells.words[value] ?? '–';
  if (WHOLE.has(name)) return count(value);
  return settingText(value, SETTING.test(name) ? DIGITS.axis : DIGITS.metric);
}

/** An axis by the symbol that it has elsewhere, if no other one has the same; else by its path. */
export function titleOf(name: string, { axes }: Pick<ExploreState, 'axes'>): string {
  if (!axes.includes(name)) return name;
  const symbol = axisSymbol(name);
  return axes.filter((other) => axisSymbol(other) === symbol).length > 1 ? name : symbol;
}

/** `λ = 1e-3` for each of the axes that apply to the row. */
export function settingTexts(state: ExploreState, row: number): string[] {
  const texts = state.axes.flatMap((name) => {
    const cells = state.cells.get(name);
    if (Number.isNaN(cells?.values[row] ?? NaN)) return [];
    return [`${titleOf(name, state)} = ${cellText(name, cells, row)}`];
  });
  return texts.length > 0 ? texts : ['the only setting'];
}
