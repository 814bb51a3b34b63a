import type { Range } from '../../explore/filter';
import { make, offer } from '../elements';
import type { Exploring } from './exploring';
import type { ExploreState } from './state';

interface Fields {
  cell: HTMLTableCellElement;
  /** What the fields say is a range of the column. */
  show: (range: Range | undefined) => void;
}

const MOST_WORDS = 200;

/** A row of the table's head: from and to for each column of numbers, a choice for one of words. */
export class FilterFields {
  readonly #row: HTMLTableRowElement;
  readonly #fields = new Map<string, Fields>();
  #columns = '';

  constructor(
    head: HTMLTableSectionElement,
    private readonly exploring: Exploring,
  ) {
    this.#row = head.insertRow();
    this.#row.className = 'filters';
  }

  update({ shown, cells, filters }: ExploreState): void {
    if (shown.join() !== this.#columns) {
      this.#columns = shown.join();
      for (const name of shown) {
        if (!this.#fields.has(name)) this.#fields.set(name, this.#make(name, cells.get(name)?.words ?? null));
      }
      this.#row.replaceChildren(...shown.map((name) => this.#fields.get(name)!.cell));
    }
    for (const name of shown) this.#fields.get(name)!.show(filters.get(name));
  }

  #make(name: string, words: readonly string[] | null): Fields {
    return words && words.length <= MOST_WORDS ? this.#choice(name, words) : this.#ends(name);
  }

  #choice(name: string, words: readonly string[]): Fields {
    const select = make('select', { ariaLabel: name });
    offer(select, [['', 'all'], ...words.map((word, code) => [String(code), word] as const)], '');
    select.addEventListener('change', () => {
      const code = Number(select.value);
      this.exploring.filter([[name, select.value === '' ? null : [code, code]]]);
    });
    const cell = make('td', {}, select);
    return { cell, show: (range) => (select.value = range && range[0] === range[1] ? String(range[0]) : '') };
  }

  #ends(name: string): Fields {
    const ends = ['from', 'to'].map((end) =>
      make('input', {
        type: 'text',
        inputMode: 'decimal',
        placeholder: end,
        ariaLabel: `${name}, ${end}`,
        autocomplete: 'off',
      }),
    );
    const numberIn = (end: number, none: number): number => {
      const text = ends[end]!.value.trim().replace('−', '-');
      const value = text === '' ? none : Number(text);
      ends[end]!.ariaInvalid = Number.isNaN(value) ? 'true' : null;
      return value;
    };
    const changed = (): void => {
      const [from, to] = [numberIn(0, -Infinity), numberIn(1, Infinity)];
      if (Number.isNaN(from) || Number.isNaN(to)) return;
      this.exploring.filter([[name, from === -Infinity && to === Infinity ? null : [from, to]]]);
    };
    for (const input of ends) input.addEventListener('change', changed);
    const show = (range: Range | undefined): void => {
      ends.forEach((input, i) => {
        const value = range?.[i] ?? Infinity;
        if (document.activeElement !== input)
          input.value = Number.isFinite(value) ? String(Number(value.toPrecision(6))) : '';
      });
    };
    return { cell: make('td', {}, make('span', {}, ...ends)), show };
  }
}
