import type { RankedSetting } from '../../explore/ranking';
import { plural } from '../../metrics/format';
import { maximum, minimum, quantile, SEEDS_FOR_QUANTILES } from '../../metrics/statistics';
import { hiddenHead, make } from '../elements';
import type { Exploring } from './exploring';
import type { Best, ExploreState, ExploreView } from './state';
import { cellText, settingTexts, titleOf, valueText } from './words';

/** A setting with how its metric spreads over the seeds that did not diverge. */
interface Spread extends RankedSetting {
  /** 10 and 90 %, or the least and the greatest with fewer than {@link SEEDS_FOR_QUANTILES} of them. */
  low: number;
  high: number;
}

/** The settings with the best medians over their seeds, and how these spread. */
export class BestView implements ExploreView {
  readonly #table = make('table', { className: 'best' });
  readonly #caption = this.#table.createCaption();
  readonly #heads = this.#table.createTHead().insertRow();
  readonly #body = this.#table.createTBody();
  #made: Best | null = null;

  constructor(
    parent: HTMLElement,
    private readonly exploring: Exploring,
  ) {
    parent.append(this.#table);
  }

  update(state: ExploreState): void {
    if (state.best && state.best !== this.#made) this.#list(state, state.best);
    this.#made = state.best;
    for (const row of this.#body.rows) {
      row.ariaCurrent = isIn(state, row, state.hovered) ? 'true' : null;
      row.ariaSelected = isIn(state, row, state.picked) ? 'true' : null;
    }
  }

  dispose(): void {
    this.#table.remove();
  }

  #list(state: ExploreState, { metric, isLeastBest, settings: ranked }: Best): void {
    const { values } = state.cells.get(metric)!;
    const settings = ranked.map((setting) => spreadOf(setting, values));
    const ends = [minimum(settings.map(({ low }) => low)), maximum(settings.map(({ high }) => high))] as const;
    const heads = [...settingColumns(state).map((name) => titleOf(name, state)), 'seeds', 'median'];
    this.#heads.replaceChildren(
      hiddenHead('place'),
      ...heads.map((text) => make('th', { scope: 'col' }, ...breakable(text))),
      make('th', { scope: 'col', className: 'range' }, 'spread'),
      hiddenHead('spread, as a bar'),
    );
    this.#body.replaceChildren(...settings.map((setting, i) => this.#row(state, metric, setting, i, ends)));
    const isQuantile = settings.some(({ rows }) => rows.length >= SEEDS_FOR_QUANTILES);
    this.#caption.textContent =
      `${isLeastBest ? 'Least' : 'Greatest'} median of ${metric} over the seeds, among ${plural(state.selection.settings, 'setting')}; ` +
      `spread: ${isQuantile ? '10–90 %' : 'range'} of the seeds. A seed that diverged counts as worse than any other.`;
  }

  #row(
    state: ExploreState,
    metric: string,
    { rows, diverged, ...setting }: Spread,
    place: number,
    ends: readonly [number, number],
  ): HTMLTableRowElement {
    const { median, low, high } = setting;
    const models = rows.length;
    // the one in the middle, or the worst one that has a value
    const row = rows[Math.min((models - 1) >> 1, models - diverged - 1)]!;
    const cells = state.cells.get(metric);
    const text = (value: number) => (Number.isFinite(value) ? valueText(metric, cells, value) : '✕');
    const press = make('button', { type: 'button', className: 'quiet' }, String(place + 1));
    press.ariaLabel = `${place + 1}: ${settingTexts(state, row).join(', ')}`;
    const line = make(
      'tr',
      {},
      make('th', { scope: 'row' }, press),
      ...settingColumns(state).map((name) => make('td', {}, cellText(name, state.cells.get(name), row))),
      make('td', {}, diverged > 0 ? `${models}, ✕ ${diverged}` : String(models)),
      make('td', {}, text(median)),
      make('td', { className: 'range' }, models > 1 ? `${text(low)} … ${text(high)}` : '–'),
      make('td', {}, Number.isFinite(median) ? band(setting, ends) : ''),
    );
    line.dataset['row'] = String(row);
    line.addEventListener('click', () => this.exploring.pick(row));
    line.addEventListener('pointerenter', () => this.exploring.hover(row));
    line.addEventListener('pointerleave', () => this.exploring.hover(null));
    return line;
  }
}

/** What tells one setting from another. */
function settingColumns({ axes, cells, shown }: ExploreState): string[] {
  const hasSweeps = shown.includes('sweep') && (cells.get('sweep')?.words?.length ?? 0) > 1;
  return hasSweeps ? ['sweep', ...axes] : [...axes];
}
/** A name that lines may break within, before each of its words: a column is no wider than its numbers need. */
function breakable(name: string): (Node | string)[] {
  return name.split(/(?=[A-Z.])/).flatMap((word) => [make('wbr'), word]);
}

/** Whether the setting of a line is that of a row. */
function isIn({ axes, cells }: ExploreState, line: HTMLTableRowElement, row: number | null): boolean {
  const own = Number(line.dataset['row']);
  const isSame = (name: string) => Object.is(cells.get(name)?.values[own], cells.get(name)?.values[row!]);
  return row !== null && ['sweep', ...axes].every(isSame);
}

function spreadOf(setting: RankedSetting, values: Float64Array): Spread {
  const { rows, diverged } = setting;
  const finite = Float64Array.from(rows.subarray(0, rows.length - diverged), (row) => values[row]!);
  const tail = finite.length < SEEDS_FOR_QUANTILES ? 0 : 0.1;
  return { ...setting, low: quantile(finite, tail), high: quantile(finite, 1 - tail) };
}

/** The spread as a bar with its median, over the spreads of all. */
function band(
  { low, median, high }: Pick<Spread, 'low' | 'median' | 'high'>,
  [from, to]: readonly [number, number],
): HTMLElement {
  const share = (value: number) => (to > from ? (100 * (value - from)) / (to - from) : 50);
  const [bar, mark] = [make('i', { className: 'spread' }), make('i', { className: 'middle' })];
  bar.style.left = `${share(low)}%`;
  bar.style.width = `${share(high) - share(low)}%`;
  mark.style.left = `${share(median)}%`;
  return make('span', { className: 'band', ariaHidden: 'true' }, bar, mark);
}
