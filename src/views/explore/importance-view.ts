import { count, percent } from '../../metrics/format';
import type { Share } from '../../metrics/importance';
import { element, hiddenHead } from './elements';
import type { ExploreState, ExploreView, ImportanceOf } from './state';
import { titleOf } from './words';

/** What each axis explains of a metric's variance, and what only several together do. */
export class ImportanceView implements ExploreView {
  readonly #table = element('table', { className: 'importance' });
  readonly #caption = this.#table.createCaption();
  readonly #body: HTMLTableSectionElement;
  #made: ImportanceOf | null = null;

  constructor(parent: HTMLElement) {
    const heads = ['axis', 'share', '10–90 % of the trees'].map((text) => element('th', { scope: 'col' }, text));
    this.#table
      .createTHead()
      .insertRow()
      .append(...heads, hiddenHead('share, as a bar'));
    this.#body = this.#table.createTBody();
    parent.append(this.#table);
  }

  update(state: ExploreState): void {
    const { importance, axes } = state;
    if (importance && importance === this.#made) return;
    this.#made = importance;
    this.#body.replaceChildren();
    if (importance) this.#fill(state, importance);
    else this.#caption.textContent = axes.length === 0 ? 'This run varies nothing.' : 'Growing a forest …';
  }

  dispose(): void {
    this.#table.remove();
  }

  #fill(state: ExploreState, { metric, axes, shares, isSampled }: ImportanceOf): void {
    const named = axes.map((name, i) => [titleOf(name, state), shares.axes[i]!] as const);
    const sorted = named.toSorted(([, a], [, b]) => b.share - a.share);
    const rows = axes.length > 1 ? [...sorted, ['only together', shares.interactions] as const] : sorted;
    this.#body.replaceChildren(...rows.map(([name, share]) => line(name, share)));
    const isLog = state.columns.get(metric)?.scale.kind === 'log';
    this.#caption.textContent =
      `Share of the variance of ${isLog ? 'the logarithm of ' : ''}${metric} that each axis explains alone: functional ANOVA of a ` +
      `random forest of ${shares.trees} trees on ${isSampled ? 'a sample of ' : ''}${count(shares.models)} models that did ` +
      `not diverge, filters or not. The forest predicts ${percent(Math.max(0, shares.explained))} of the variance of models ` +
      `that it has not seen${shares.explained < 0.5 ? ': the shares say little' : ''}.`;
  }
}

function line(name: string, { share, low, high }: Share): HTMLTableRowElement {
  const [bar, middle] = [element('i', { className: 'share' }), element('i', { className: 'spread' })];
  bar.style.width = `${100 * share}%`;
  middle.style.left = `${100 * low}%`;
  middle.style.width = `${100 * (high - low)}%`;
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, name),
    element('td', {}, percent(share)),
    element('td', {}, `${percent(low)} … ${percent(high)}`),
    element('td', {}, element('span', { className: 'band', ariaHidden: 'true' }, bar, middle)),
  );
}
