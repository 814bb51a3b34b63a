import { count, percent } from '../../metrics/format';
import type { Importance, Share } from '../../metrics/importance';
import { hiddenHead, make } from '../elements';
import { byShare } from './by-share';
import type { ExploreState, ExploreView, ImportanceOf } from './state';
import { titleOf } from './words';

/** What each axis explains of a metric's variance, and what only several together do. */
export class ImportanceView implements ExploreView {
  readonly #table = make('table', { className: 'importance' });
  readonly #caption = this.#table.createCaption();
  readonly #body: HTMLTableSectionElement;
  #made: ImportanceOf | null = null;

  constructor(parent: HTMLElement) {
    const heads = ['axis', 'share', '10–90 % of the trees'].map((text) => make('th', { scope: 'col' }, text));
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
    if (importance?.shares) this.#fill(state, importance, importance.shares);
    else if (importance) this.#caption.textContent = 'Too few models did not diverge to say what matters.';
    else this.#caption.textContent = axes.length === 0 ? 'This run varies nothing.' : 'Growing a forest …';
  }

  dispose(): void {
    this.#table.remove();
  }

  #fill(state: ExploreState, importance: ImportanceOf, shares: Importance): void {
    const { metric, axes, isSampled } = importance;
    const sorted = byShare(importance).map(([name, share]) => [titleOf(name, state), share] as const);
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
  const [bar, middle] = [make('i', { className: 'share' }), make('i', { className: 'spread' })];
  bar.style.width = `${100 * share}%`;
  middle.style.left = `${100 * low}%`;
  middle.style.width = `${100 * (high - low)}%`;
  return make(
    'tr',
    {},
    make('th', { scope: 'row' }, name),
    make('td', {}, percent(share)),
    make('td', {}, `${percent(low)} … ${percent(high)}`),
    make('td', {}, make('span', { className: 'band', ariaHidden: 'true' }, bar, middle)),
  );
}
