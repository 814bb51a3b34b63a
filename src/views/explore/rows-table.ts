import { count, plural } from '../../metrics/format';
import { make } from '../elements';
import type { Exploring } from './exploring';
import { FilterFields } from './filter-fields';
import type { ExploreState, ExploreView } from './state';
import { cellText, titleOf } from './words';

/** Rows beyond those that are seen, in either direction. */
const SPARE = 6;
/** Pixels that browsers lay out for certain; longer tables are scrolled by shares. */
const MOST_HEIGHT = 8_000_000;
const PAGE = 10;

/** All models as rows, of which only those that are seen exist; sorted by its heads, filtered by the fields below them. */
export class RowsTable implements ExploreView {
  readonly #table = make('table');
  readonly #caption = this.#table.createCaption();
  readonly #heads = this.#table.createTHead().insertRow();
  readonly #fields: FilterFields;
  readonly #body = this.#table.createTBody();
  readonly #above = make('tbody', { ariaHidden: 'true' }, make('tr', {}, make('td')));
  readonly #below = make('tbody', { ariaHidden: 'true' }, make('tr', {}, make('td')));
  readonly #resizes: ResizeObserver;
  #state: ExploreState | null = null;
  #columns = '';
  #rowHeight = 26;
  /** Place of the row that has the keyboard, and of the first one that exists. */
  #active = 0;
  #first = 0;

  /** @param scroller what the table scrolls in */
  constructor(
    private readonly scroller: HTMLElement,
    private readonly exploring: Exploring,
  ) {
    this.#fields = new FilterFields(this.#table.tHead!, exploring);
    this.#table.insertBefore(this.#above, this.#body);
    this.#table.append(this.#below);
    scroller.append(this.#table);
    scroller.addEventListener('scroll', () => this.#draw());
    this.#resizes = new ResizeObserver(() => this.#draw());
    this.#resizes.observe(scroller);
    this.#listen();
  }

  update(state: ExploreState): void {
    const before = this.#state;
    this.#state = state;
    const columns = state.shown.join();
    if (columns !== this.#columns) this.#makeHeads(state);
    this.#columns = columns;
    this.#fields.update(state);
    if (before && before.sort !== state.sort) this.scroller.scrollTop = 0;
    if (before?.selection !== state.selection) this.#active = 0;
    this.#caption.textContent = captionOf(state);
    this.#table.setAttribute('aria-rowcount', String(state.selection.rows.length + 1));
    this.#markOrder(state);
    if (state.picked !== null && before?.picked !== state.picked)
      this.#reveal(state.selection.rows.indexOf(state.picked));
    this.#draw();
  }

  dispose(): void {
    this.#resizes.disconnect();
    this.#table.remove();
  }

  #makeHeads(state: ExploreState): void {
    const heads = state.shown.map((name) => {
      const button = make('button', { type: 'button', title: name }, titleOf(name, state));
      button.addEventListener('click', () => this.exploring.sortBy(name));
      return make('th', { scope: 'col' }, button);
    });
    this.#heads.replaceChildren(...heads);
    this.#body.replaceChildren();
  }

  #markOrder({ shown, sort }: ExploreState): void {
    shown.forEach((name, i) => {
      this.#heads.cells[i]!.ariaSort = name !== sort.name ? 'none' : sort.isDescending ? 'descending' : 'ascending';
    });
  }

  /** Makes exist what is seen. */
  #draw(): void {
    const state = this.#state;
    if (!state) return;
    const { rows } = state.selection;
    const { scrollTop, clientHeight } = this.scroller;
    const seen = Math.ceil(clientHeight / this.#rowHeight) + 2 * SPARE;
    const whole = Math.min(MOST_HEIGHT, rows.length * this.#rowHeight);
    const isByShare = whole < rows.length * this.#rowHeight;
    const share = scrollTop / Math.max(1, whole - clientHeight);
    const at = isByShare ? Math.floor(share * (rows.length - seen)) : Math.floor(scrollTop / this.#rowHeight) - SPARE;
    this.#first = Math.max(0, Math.min(at, rows.length - seen));
    const last = Math.min(rows.length, this.#first + seen);
    const above = isByShare ? scrollTop : this.#first * this.#rowHeight;
    setHeight(this.#above, above);
    setHeight(this.#below, Math.max(0, whole - above - (last - this.#first) * this.#rowHeight));
    while (this.#body.rows.length > last - this.#first) this.#body.deleteRow(-1);
    while (this.#body.rows.length < last - this.#first) {
      const row = this.#body.insertRow();
      for (const _ of state.shown) row.insertCell();
    }
    for (let place = this.#first; place < last; place++)
      this.#fill(this.#body.rows[place - this.#first]!, place, state);
    const height = this.#body.rows[0]?.offsetHeight ?? 0;
    if (height > 0 && height !== this.#rowHeight) {
      this.#rowHeight = height;
      this.#draw();
    }
  }

  #fill(line: HTMLTableRowElement, place: number, state: ExploreState): void {
    const row = state.selection.rows[place]!;
    line.setAttribute('aria-rowindex', String(place + 2));
    line.tabIndex = place === this.#active ? 0 : -1;
    line.ariaCurrent = row === state.hovered ? 'true' : null;
    line.ariaSelected = row === state.picked ? 'true' : null;
    state.shown.forEach((name, i) => {
      const text = cellText(name, state.cells.get(name), row);
      const cell = line.cells[i]!;
      if (cell.textContent !== text) cell.textContent = text;
    });
  }

  #listen(): void {
    const rowAt = (target: EventTarget | null) => {
      const line = target instanceof Element ? target.closest('tr') : null;
      const at = line ? [...this.#body.rows].indexOf(line) : -1;
      return at < 0 ? null : this.#first + at;
    };
    this.#body.addEventListener('pointerover', ({ target }) => {
      const place = rowAt(target);
      this.exploring.hover(place === null ? null : this.#state!.selection.rows[place]!);
    });
    this.#body.addEventListener('pointerleave', () => this.exploring.hover(null));
    this.#body.addEventListener('click', ({ target }) => {
      const place = rowAt(target);
      if (place === null) return;
      this.#active = place;
      this.exploring.pick(this.#state!.selection.rows[place]!);
    });
    this.#body.addEventListener('keydown', (event) => this.#press(event));
    this.#body.addEventListener('focusin', ({ target }) => {
      const place = rowAt(target);
      if (place !== null) this.exploring.hover(this.#state!.selection.rows[place]!);
    });
  }

  #press(event: KeyboardEvent): void {
    const last = this.#state!.selection.rows.length - 1;
    const places: Record<string, number> = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + PAGE,
      PageUp: this.#active - PAGE,
      Home: 0,
      End: last,
    };
    const place = places[event.key];
    if (place !== undefined) this.#focus(Math.min(last, Math.max(0, place)));
    else if (event.key === 'Enter') this.exploring.pick(this.#state!.selection.rows[this.#active]!);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #focus(place: number): void {
    this.#active = place;
    this.#reveal(place);
    this.#draw();
    this.#body.rows[place - this.#first]?.focus({ preventScroll: true });
  }

  /** Scrolls to a row, if it is not seen. */
  #reveal(place: number): void {
    if (place < 0) return;
    const rows = this.#state!.selection.rows.length;
    const head = this.#table.tHead!.offsetHeight + this.#caption.offsetHeight;
    const whole = Math.min(MOST_HEIGHT, rows * this.#rowHeight);
    const top = (place / rows) * whole;
    const { scrollTop, clientHeight } = this.scroller;
    if (top < scrollTop || top + this.#rowHeight > scrollTop + clientHeight - head) {
      this.scroller.scrollTop = top - (clientHeight - head) / 2;
    }
  }
}

function captionOf({ selection: { rows }, results, sort }: ExploreState): string {
  const models =
    rows.length === results.rows
      ? plural(rows.length, 'model')
      : `${count(rows.length)} of ${plural(results.rows, 'model')}`;
  return `${models}, by ${sort.name}, ${sort.isDescending ? 'greatest' : 'least'} first. Fields below the heads select by range; Enter picks a row.`;
}

function setHeight(part: HTMLTableSectionElement, height: number): void {
  part.hidden = height === 0;
  part.rows[0]!.style.height = `${height}px`;
}
