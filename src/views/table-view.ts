import { count } from '../metrics/format';
import { sorted, type ListedRow, type Listing, type Order } from './listing';
import type { LiveSetting } from './live-run';
import { swatch } from './swatch';
import { PIN_MARKS, type Pointing, type View, type ViewState } from './view';

/** Rows of a page: a browser lays these out within a frame. */
const PAGE = 200;

interface ShownRow {
  element: HTMLTableRowElement;
  setting: LiveSetting;
  mark: HTMLElement;
  cells: HTMLTableCellElement[];
}

/** A listing as a table, sortable by its columns, in pages; pointing at a row points at its setting. */
export class TableView implements View {
  readonly #table = document.createElement('table');
  readonly #caption = this.#table.createCaption();
  readonly #body = this.#table.createTBody();
  readonly #heads: HTMLTableCellElement[];
  readonly #pager = document.createElement('nav');
  readonly #place = document.createElement('span');
  #state: ViewState | null = null;
  #order: Order = { column: null, isDescending: false };
  #page = 0;
  #shown: ShownRow[] = [];

  constructor(
    element: HTMLElement,
    private readonly listing: Listing,
    private readonly pointing: Pointing,
  ) {
    const head = this.#table.createTHead().insertRow();
    this.#heads = ['setting', ...listing.columns].map((name, i) => this.#head(name, i === 0 ? null : i - 1));
    head.append(...this.#heads);
    this.#pager.className = 'pager';
    this.#pager.ariaLabel = 'Pages of the table';
    this.#pager.append(this.#turner('Previous', -1), this.#place, this.#turner('Next', 1));
    this.#listen();
    element.append(this.#table, this.#pager);
  }

  update(state: ViewState): void {
    this.#state = state;
    const all = sorted(this.listing.rows(state), this.#order);
    const pages = Math.max(1, Math.ceil(all.length / PAGE));
    this.#page = Math.min(this.#page, pages - 1);
    const from = this.#page * PAGE;
    const rows = all.slice(from, from + PAGE);
    setText(this.#caption, this.listing.caption(state));
    this.#fit(rows);
    rows.forEach((row, i) => fill(this.#shown[i]!, row, state));
    this.#pager.hidden = pages === 1;
    setText(this.#place, `${count(from + 1)}–${count(from + rows.length)} of ${count(all.length)}`);
  }

  dispose(): void {
    this.#table.remove();
    this.#pager.remove();
  }

  /** As many rows as there are to show; those that are there stay, so that focus and scrolling do. */
  #fit(rows: readonly ListedRow[]): void {
    while (this.#shown.length > rows.length) this.#shown.pop()!.element.remove();
    while (this.#shown.length < rows.length) {
      const element = this.#body.insertRow();
      const heading = headCell('', 'row');
      const mark = document.createElement('span');
      mark.className = 'mark';
      heading.append(mark);
      element.append(heading);
      const cells = this.listing.columns.map(() => element.insertCell());
      this.#shown.push({ element, setting: rows[this.#shown.length]!.setting, mark, cells: [heading, ...cells] });
    }
    this.#shown.forEach(({ element }, i) => (element.tabIndex = i === 0 ? 0 : -1));
  }

  #head(name: string, column: number | null): HTMLTableCellElement {
    const cell = headCell('', 'col');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.addEventListener('click', () => {
      const isSame = this.#order.column === column;
      this.#order = { column, isDescending: isSame && !this.#order.isDescending };
      this.#markOrder();
      this.#redraw();
    });
    cell.append(button);
    return cell;
  }

  #markOrder(): void {
    const { column, isDescending } = this.#order;
    const sortedBy = column === null ? 0 : column + 1;
    this.#heads.forEach((head, i) => {
      head.ariaSort = i !== sortedBy ? 'none' : isDescending ? 'descending' : 'ascending';
    });
  }

  #turner(name: string, by: number): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.addEventListener('click', () => {
      this.#page = Math.max(0, this.#page + by);
      this.#redraw();
    });
    return button;
  }

  #redraw(): void {
    if (this.#state) this.update(this.#state);
  }

  #listen(): void {
    const point = ({ target }: Event): void => this.pointing.hover(this.#rowAt(target)?.setting ?? null);
    this.#body.addEventListener('pointerover', point);
    this.#body.addEventListener('focusin', point);
    this.#body.addEventListener('pointerleave', () => this.pointing.hover(null));
    this.#body.addEventListener('click', ({ target }) => this.#pin(target));
    this.#body.addEventListener('keydown', (event) => this.#press(event));
  }

  /** Arrows go from row to row and Enter pins, whatever these keys do elsewhere on the page. */
  #press(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    event.stopPropagation();
    if (by === undefined) return this.#pin(event.target);
    const row = this.#rowAt(event.target);
    if (row) this.#shown[this.#shown.indexOf(row) + by]?.element.focus();
  }

  #pin(target: EventTarget | null): void {
    const row = this.#rowAt(target);
    if (row) this.pointing.pin(row.setting);
  }

  #rowAt(target: EventTarget | null): ShownRow | undefined {
    return this.#shown.find(({ element }) => target instanceof Node && element.contains(target));
  }
}

function fill(shown: ShownRow, { setting, model, cells, isMuted }: ListedRow, { hovered, pins }: ViewState): void {
  const { element, mark } = shown;
  const [heading, ...others] = shown.cells;
  shown.setting = setting;
  const name = model === '' ? setting.label : `${setting.label}, ${model}`;
  if (heading!.dataset['name'] !== name) {
    heading!.dataset['name'] = name;
    heading!.replaceChildren(mark, swatch(setting.strength), name);
  }
  setText(mark, PIN_MARKS[pins.indexOf(setting)] ?? '');
  element.classList.toggle('muted', isMuted);
  element.ariaCurrent = hovered === setting ? 'true' : null;
  cells.forEach(({ text }, i) => setText(others[i]!, text));
}

/** Leaves the element alone where nothing changed, so that nothing is laid out. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function headCell(text: string, scope: string): HTMLTableCellElement {
  const cell = document.createElement('th');
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}
