import type { Chart } from '../../src/views/chart';
import { ChartView } from '../../src/views/chart-view';
import { csvFile, pngFile, svgFile } from '../../src/views/export/files';
import { pictureOf } from '../../src/views/export/picture';
import type { Listing } from '../../src/views/listing';
import { TableView } from '../../src/views/table-view';
import { themeOf } from '../../src/views/theme';
import type { Pointing, View, ViewState } from '../../src/views/view';
import { download } from './download';
import { button, make } from './elements';
import { menu } from './menu';

export interface AngleParts {
  title: string;
  chart: Chart;
  listing: Listing;
}

/** One of the three panels below the scene: a chart or, at a press, the table of the same numbers. */
export class Angle implements View {
  readonly #surface = make('div', { className: 'surface' });
  readonly #switch = button('', () => this.#show(!this.#isTable), 'quiet');
  #view: View | null = null;
  #state: ViewState | null = null;
  #isTable = false;

  constructor(
    parent: HTMLElement,
    private readonly parts: AngleParts,
    private readonly pointing: Pointing,
  ) {
    const exports = menu('Save', `Save ${parts.title.toLowerCase()}`, [
      { text: 'PNG, 2×', run: () => void this.#savePng(2) },
      { text: 'PNG, 4×', run: () => void this.#savePng(4) },
      { text: 'SVG', run: () => this.#save((picture) => svgFile(picture, this.#size, themeOf(this.#surface)), 'svg') },
      { text: 'CSV', run: () => this.#save(csvFile, 'csv') },
    ]);
    const header = make('header', {}, make('h2', {}, parts.title), this.#switch, exports);
    parent.append(make('section', { className: 'angle panel', ariaLabel: parts.title }, header, this.#surface));
    this.#show(false);
  }

  get isTable(): boolean {
    return this.#isTable;
  }

  set isTable(isTable: boolean) {
    if (isTable !== this.#isTable) this.#show(isTable);
  }

  update(state: ViewState): void {
    this.#state = state;
    this.#view?.update(state);
  }

  dispose(): void {
    this.#view?.dispose();
  }

  #show(isTable: boolean): void {
    const { title, chart, listing } = this.parts;
    this.#isTable = isTable;
    this.#view?.dispose();
    this.#surface.classList.toggle('scroller', isTable);
    this.#view = isTable
      ? new TableView(this.#surface, listing, this.pointing)
      : new ChartView(this.#surface, chart, this.pointing);
    this.#switch.textContent = isTable ? 'Chart' : 'Table';
    this.#switch.ariaLabel = `${title} as a ${isTable ? 'chart' : 'table'}`;
    if (this.#state) this.#view.update(this.#state);
  }

  get #size() {
    return { width: this.#surface.clientWidth, height: this.#surface.clientHeight };
  }

  #save(fileOf: (picture: ReturnType<typeof pictureOf>) => Blob, ending: string): void {
    if (!this.#state) return;
    const picture = pictureOf(this.parts.chart, this.#state);
    download(fileOf(picture), `${picture.name}.${ending}`);
  }

  async #savePng(scale: number): Promise<void> {
    if (!this.#state) return;
    const picture = pictureOf(this.parts.chart, this.#state);
    download(await pngFile(picture, this.#size, themeOf(this.#surface), scale), `${picture.name}.png`);
  }
}
