import type { Chart } from '../../src/views/chart';
import { ChartView } from '../../src/views/chart-view';
import { pictureOf } from '../../src/views/export/picture';
import type { Listing } from '../../src/views/listing';
import { TableView } from '../../src/views/table-view';
import type { View, ViewState } from '../../src/views/view';
import { Choice } from './choice';
import { make } from './elements';
import type { Looking } from './looking';
import type { Attempt } from './notices';
import { saveMenu } from './save-menu';

type MakeView = (element: HTMLElement, looking: Looking) => View;

export interface AngleParts {
  title: string;
  chart: Chart;
  listing: Listing;
  /** What can be read instead of the chart and the table of the same numbers, by name. */
  texts?: Readonly<Record<string, MakeView>>;
}

const CHART = 'Chart';
const TABLE = 'Table';

/** One of the three panels below the scene: a chart or, as the visitor chooses, the table of the same numbers. */
export class Angle implements View {
  readonly #surface = make('div', { className: 'surface' });
  readonly #forms: Readonly<Record<string, MakeView>>;
  readonly #choice: Choice<string>;
  #view: View | null = null;
  #state: ViewState | null = null;
  #form = CHART;

  constructor(
    parent: HTMLElement,
    { title, chart, listing, texts }: AngleParts,
    private readonly looking: Looking,
    attempt: Attempt,
  ) {
    this.#forms = {
      [CHART]: (element) => new ChartView(element, chart, looking),
      [TABLE]: (element) => new TableView(element, listing, looking),
      ...texts,
    };
    const id = `form-of-${chart.name}`;
    const choice = make('div', { id, className: 'choice', role: 'radiogroup', ariaLabel: `Form of ${title}` });
    this.#choice = new Choice(choice, (form) => this.#show(form));
    const picture = async () => this.#state && pictureOf(chart, this.#state);
    const exports = saveMenu(title.toLowerCase(), this.#surface, picture, attempt);
    const header = make('header', {}, make('h2', {}, title), choice, exports);
    parent.append(make('section', { className: 'angle panel', ariaLabel: title }, header, this.#surface));
    this.#show(CHART);
  }

  get isTable(): boolean {
    return this.#form === TABLE;
  }

  set isTable(isTable: boolean) {
    if (isTable !== this.isTable) this.#show(isTable ? TABLE : CHART);
  }

  update(state: ViewState): void {
    this.#state = state;
    this.#view?.update(state);
  }

  dispose(): void {
    this.#view?.dispose();
  }

  #show(form: string): void {
    this.#form = form;
    this.#choice.show(Object.keys(this.#forms), form);
    this.#view?.dispose();
    this.#surface.classList.toggle('scroller', form !== CHART);
    this.#view = this.#forms[form]!(this.#surface, this.looking);
    if (this.#state) this.#view.update(this.#state);
  }
}

/** Tables everywhere or, where they are already, charts. */
export function toggleTables(angles: readonly Angle[]): void {
  const isTable = !angles.every((angle) => angle.isTable);
  for (const angle of angles) angle.isTable = isTable;
}
