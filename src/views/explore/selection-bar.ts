import { ThetascapeError } from '../../errors';
import { count, plural } from '../../metrics/format';
import { MOST_LISTED, specOfPoint, specOfPoints, specOfRegion, type Point } from '../../explore/narrowed';
import type { SpecInput } from '../../spec';
import { button, make } from '../elements';
import type { Exploring } from './exploring';
import type { ExplorerActions } from './explorer';
import type { ExploreState, ExploreView } from './state';
import { cellText, settingTexts, titleOf, valueText } from './words';

/** What is selected, as ranges that a press takes back, and what is picked; with what can be done with both. */
export class SelectionBar implements ExploreView {
  readonly #ranges = make('div', { className: 'ranges' });
  readonly #picked = make('div', { className: 'picked' });
  readonly #element = make('section', { className: 'selection', ariaLabel: 'Selection' }, this.#ranges, this.#picked);
  #made: unknown[] = [];

  constructor(
    parent: HTMLElement,
    private readonly exploring: Exploring,
    private readonly actions: ExplorerActions,
  ) {
    parent.append(this.#element);
  }

  update(state: ExploreState): void {
    const row = state.picked ?? state.hovered;
    const made = [state.filters, state.selection, row, state.picked, state.metric];
    if (made[0] !== this.#made[0] || made[1] !== this.#made[1]) this.#showRanges(state);
    if (made.some((one, i) => one !== this.#made[i])) this.#showPicked(state, row);
    this.#made = made;
  }

  dispose(): void {
    this.#element.remove();
  }

  #showRanges(state: ExploreState): void {
    const { filters, selection, results } = state;
    const { rows, settings } = selection;
    const chips = [...filters].map(([name, [from, to]]) => {
      const cells = state.cells.get(name);
      const text = (value: number) => valueText(name, cells, value);
      const range =
        from === to
          ? text(from)
          : from === -Infinity
            ? `≤ ${text(to)}`
            : to === Infinity
              ? `≥ ${text(from)}`
              : `${text(from)} … ${text(to)}`;
      const chip = button(
        `${titleOf(name, state)}: ${range} ✕`,
        () => this.exploring.filter([[name, null]]),
        'chip-button',
      );
      chip.title = 'Take this range back';
      return chip;
    });
    if (chips.length === 0) {
      this.#ranges.replaceChildren(
        make(
          'span',
          {},
          `All ${plural(results.rows, 'model')}: drag in a picture, or type ranges above the table, to select some.`,
        ),
      );
      return;
    }
    const found = make('strong', {}, `${count(rows.length)} of ${plural(results.rows, 'model')}`);
    const most = mostOf(state);
    const train = button(
      `${this.actions.verb} ${settings > most ? `${most} of ` : ''}${plural(settings, 'setting')}`,
      () => this.#take(() => this.#region(state)),
      'primary',
    );
    train.disabled = rows.length === 0;
    this.#ranges.replaceChildren(
      found,
      ...chips,
      button('Clear', () => this.exploring.clearFilters(), 'quiet'),
      train,
      ...(settings > most ? [make('span', { className: 'cap' }, capText(most))] : []),
    );
  }

  #showPicked(state: ExploreState, row: number | null): void {
    if (row === null) {
      this.#picked.replaceChildren(make('span', {}, 'Point at a model to see it everywhere; click to pick it.'));
      return;
    }
    const text = (name: string) => cellText(name, state.cells.get(name), row);
    const words = [
      `Model ${text('model')}:`,
      ...settingTexts(state, row).map((one) => `${one},`),
      `seed ${text('seed')};`,
    ];
    const isPicked = state.picked === row;
    this.#picked.replaceChildren(unbroken([...words, state.metric, text(state.metric)]));
    if (!isPicked) return;
    this.#picked.append(
      button(`${this.actions.verb} this model`, () => this.#take(() => this.#one(state, row, true)), 'primary'),
      button('Its setting, all seeds', () => this.#take(() => this.#one(state, row, false))),
      button('Let go', () => this.exploring.pick(row), 'quiet'),
    );
  }

  #take(specOf: () => SpecInput): void {
    try {
      this.actions.take(specOf());
    } catch (error) {
      this.actions.failed(error);
    }
  }

  #one(state: ExploreState, row: number, withSeed: boolean): SpecInput {
    return specOfPoint(
      trainedSpec(state),
      pointAt(state, row),
      withSeed ? state.cells.get('seed')!.values[row]! : null,
    );
  }

  /** The region as its ranges say it, or its settings one by one: evenly over it where they are too many. */
  #region(state: ExploreState): SpecInput {
    const spec = trainedSpec(state);
    const region = specOfRegion(spec, state.filters);
    if (region) return region;
    return specOfPoints(
      spec,
      Array.from(state.selection.listed, (row) => pointAt(state, row)),
    );
  }
}

/** Parts of a sentence that lines break between and not within. */
function unbroken(parts: readonly string[]): HTMLElement {
  return make('span', {}, ...parts.flatMap((part) => [make('span', { className: 'unbroken' }, part), ' ']));
}

/** Settings of the selection that are taken: all where ranges of the spec say them, else as many as are listed. */
function mostOf({ results: { spec }, filters }: ExploreState): number {
  return spec && specOfRegion(spec, filters) ? Infinity : MOST_LISTED;
}

const capText = (most: number): string =>
  `A selection that is no product of axes is listed setting by setting, at most ${most}: those are taken evenly over it.`;

function trainedSpec({ results: { spec, name } }: ExploreState) {
  if (spec) return spec;
  throw new ThetascapeError(
    `There is no manifest.json with ${name} that says what was trained: drop the whole run directory.`,
  );
}

function pointAt({ results: { columns, spec }, cells }: ExploreState, row: number): Point {
  const sweep = cells.get('sweep')?.words?.[cells.get('sweep')!.values[row]!] ?? spec?.sweeps[0]?.name ?? '';
  const own = spec?.sweeps.find(({ name }) => name === sweep);
  const paths = new Set(
    [...(own?.axes ?? []), ...(own?.zip ?? []), ...(own?.sample?.axes ?? [])].map(({ path }) => path),
  );
  const values = columns.flatMap(({ name }) => {
    const value = paths.has(name) ? (cells.get(name)?.values[row] ?? NaN) : NaN;
    return Number.isNaN(value) ? [] : [[name, value] as const];
  });
  return { sweep, values: Object.fromEntries(values) };
}
