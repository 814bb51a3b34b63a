import { bestSettings, type BestSetting } from '../../explore/best';
import { plural } from '../../metrics/format';
import { maximum, minimum, SEEDS_FOR_QUANTILES } from '../../metrics/statistics';
import { element, hiddenHead } from './elements';
import type { Exploring } from './exploring';
import type { ExploreState, ExploreView } from './state';
import { cellText, settingTextOf, valueText } from './words';

const MOST = 10;

/** The settings with the best medians over their seeds, and how these spread. */
export class BestView implements ExploreView {
  readonly #table = element('table', { className: 'best' });
  readonly #caption = this.#table.createCaption();
  readonly #body: HTMLTableSectionElement;
  #made: unknown[] = [];

  constructor(
    parent: HTMLElement,
    private readonly exploring: Exploring,
  ) {
    const heads = ['setting', 'seeds', 'median', 'spread'].map((text) => element('th', { scope: 'col' }, text));
    this.#table
      .createTHead()
      .insertRow()
      .append(hiddenHead('place'), ...heads, hiddenHead('spread, as a bar'));
    this.#body = this.#table.createTBody();
    parent.append(this.#table);
  }

  update(state: ExploreState): void {
    const { columns, metric, isLeastBest, groups, passes } = state;
    const made = [columns.get(metric), isLeastBest, groups, passes, state.axes];
    if (made.some((one, i) => one !== this.#made[i])) this.#list(state);
    this.#made = made;
    for (const row of this.#body.rows) {
      row.ariaCurrent = isIn(state, row, state.hovered) ? 'true' : null;
      row.ariaSelected = isIn(state, row, state.picked) ? 'true' : null;
    }
  }

  dispose(): void {
    this.#table.remove();
  }

  #list(state: ExploreState): void {
    const { columns, metric, isLeastBest, groups, passes } = state;
    const settings = bestSettings(columns.get(metric)!, groups, passes, isLeastBest, MOST);
    const ends = [minimum(settings.map(({ low }) => low)), maximum(settings.map(({ high }) => high))] as const;
    this.#body.replaceChildren(...settings.map((setting, i) => this.#row(state, setting, i, ends)));
    const spread = settings.some(({ models }) => models >= SEEDS_FOR_QUANTILES) ? '10–90 %' : 'range';
    this.#caption.textContent =
      `${isLeastBest ? 'Least' : 'Greatest'} median of ${metric} over the seeds, among ${plural(groups.count, 'setting')}; ` +
      `spread: ${spread} of the seeds. A setting is left out when more than half of its models diverged.`;
  }

  #row(state: ExploreState, setting: BestSetting, place: number, ends: readonly [number, number]): HTMLTableRowElement {
    const { row, models, diverged, median, low, high } = setting;
    const cells = state.cells.get(state.metric);
    const text = (value: number) => valueText(state.metric, cells, value);
    const sweep = state.shown.includes('sweep') && (state.cells.get('sweep')?.words?.length ?? 0) > 1;
    const name = `${sweep ? `${cellText('sweep', state.cells.get('sweep'), row)}: ` : ''}${settingTextOf(state, row)}`;
    const press = element('button', { type: 'button', className: 'quiet' }, name);
    press.addEventListener('click', () => this.exploring.pick(row));
    const line = element(
      'tr',
      {},
      element('td', {}, String(place + 1)),
      element('th', { scope: 'row' }, press),
      element('td', {}, diverged > 0 ? `${models}, ✕ ${diverged}` : String(models)),
      element('td', {}, text(median)),
      element('td', {}, models > 1 ? `${text(low)} … ${text(high)}` : '–'),
      element('td', {}, band(setting, ends)),
    );
    line.dataset['row'] = String(row);
    line.addEventListener('pointerenter', () => this.exploring.hover(row));
    line.addEventListener('pointerleave', () => this.exploring.hover(null));
    return line;
  }
}

function isIn({ groups: { of } }: ExploreState, line: HTMLTableRowElement, row: number | null): boolean {
  return row !== null && of[row] === of[Number(line.dataset['row'])];
}

/** The spread as a bar with its median, over the spreads of all. */
function band({ low, median, high }: BestSetting, [from, to]: readonly [number, number]): HTMLElement {
  const share = (value: number) => (to > from ? (100 * (value - from)) / (to - from) : 50);
  const [bar, mark] = [element('i', { className: 'spread' }), element('i', { className: 'middle' })];
  bar.style.left = `${share(low)}%`;
  bar.style.width = `${share(high) - share(low)}%`;
  mark.style.left = `${share(median)}%`;
  return element('span', { className: 'band', ariaHidden: 'true' }, bar, mark);
}
