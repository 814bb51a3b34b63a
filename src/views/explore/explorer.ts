import type { Engine } from '../../explore/engine';
import { plural } from '../../metrics/format';
import type { SpecInput } from '../../spec';
import { BestView } from './best-view';
import { button, chooser, make, offer } from '../elements';
import { Exploring } from './exploring';
import { ImportanceView } from './importance-view';
import { MapView } from './map-view';
import { ParallelView } from './parallel-view';
import { RowsTable } from './rows-table';
import { SelectionBar } from './selection-bar';
import type { ExploreState, ExploreView } from './state';
import { titleOf } from './words';

/** What is done with the models that are selected. */
export interface ExplorerActions {
  /** What the button says, such as "Train and watch". */
  verb: string;
  take: (spec: SpecInput) => void;
  failed: (error: unknown) => void;
}

const ZOOM = 1.6;

/** All views of results in an element, linked: what is hovered, picked or selected in one is so in all. */
export class Explorer {
  readonly #exploring: Exploring;
  readonly #views: ExploreView[];
  readonly #root = make('div', { className: 'explorer' });
  #isShowing = false;
  #isStale = false;

  constructor(
    parent: HTMLElement,
    private readonly engine: Engine,
    private readonly actions: ExplorerActions,
  ) {
    this.#exploring = new Exploring(engine, () => void this.#show(), actions.failed);
    this.#root.append(
      make('p', { className: 'reading', role: 'status' }, `Reading ${plural(engine.results.rows, 'model')} …`),
    );
    parent.append(this.#root);
    this.#views = [];
  }

  /** Reads what is shown at first. Throws ThetascapeError. */
  async open(): Promise<void> {
    this.#make();
    await this.#exploring.open();
  }

  dispose(): void {
    for (const view of this.#views) view.dispose();
    this.#root.remove();
  }

  /** One view after the other, each in a task of its own, so that the page stays free in between. */
  async #show(): Promise<void> {
    this.#isStale = true;
    if (this.#isShowing) return;
    this.#isShowing = true;
    this.#root.querySelector('.reading')?.remove();
    while (this.#isStale) {
      this.#isStale = false;
      for (const view of this.#views) {
        view.update(this.#exploring.state!);
        await new Promise((resolve) => setTimeout(resolve));
      }
    }
    this.#isShowing = false;
  }

  #make(): void {
    const mapSurface = make('div', { className: 'surface' });
    const lineSurface = make('div', { className: 'surface' });
    const tableSurface = make('div', { className: 'scroller' });
    const best = make('div', { className: 'scroller' });
    const importance = make('div', { className: 'scroller' });
    const said = make('p', { className: 'caption' }, MAP_HELP);
    const lines = make('p', { className: 'caption' });
    const map = new MapView(mapSurface, this.#exploring, (text) => (said.textContent = text === '' ? MAP_HELP : text));
    const choices = new Choices(this.engine, this.#exploring);
    const zooms = [
      button('+', () => map.zoom(ZOOM), 'quiet'),
      button('−', () => map.zoom(1 / ZOOM), 'quiet'),
      button('Whole', () => map.showAll(), 'quiet'),
    ];
    zooms[0]!.ariaLabel = 'Magnify the map';
    zooms[1]!.ariaLabel = 'Shrink the map';
    this.#root.append(
      make('div', { className: 'choices' }, choices.metric, choices.best),
      panel('map', 'Map', [choices.x, choices.y, make('span', { className: 'zooms' }, ...zooms)], mapSurface, said),
      panel('lines', 'Parallel coordinates', [], lineSurface, lines),
      panel('rows', 'Models', [], tableSurface),
      panel('settings', 'Best settings', [], best),
      panel('weights', 'What matters', [], importance),
    );
    this.#views.push(
      choices,
      new SelectionBar(this.#root, this.#exploring, this.actions),
      map,
      new ParallelView(lineSurface, this.#exploring, lines),
      new RowsTable(tableSurface, this.#exploring),
      new BestView(best, this.#exploring),
      new ImportanceView(importance),
    );
  }
}

const MAP_HELP = 'Drag to select, wheel to magnify, Shift and drag to move, click to pick a model.';

/** What the views are of: the metric, which end of it is best, and the axes of the map. */
class Choices implements ExploreView {
  readonly metric: HTMLElement;
  readonly best: HTMLElement;
  readonly x: HTMLElement;
  readonly y: HTMLElement;
  readonly #selects: Readonly<Record<'metric' | 'best' | 'x' | 'y', HTMLSelectElement>>;

  constructor(
    private readonly engine: Engine,
    exploring: Exploring,
  ) {
    const metric = chooser('Metric', (name) => exploring.choose({ metric: name }));
    const best = chooser('Best is', (end) => exploring.choose({ isLeastBest: end === 'least' }));
    const x = chooser('across', (name) => exploring.choose({ x: name }));
    const y = chooser('up', (name) => exploring.choose({ y: name }));
    [this.metric, this.best, this.x, this.y] = [metric.element, best.element, x.element, y.element];
    this.#selects = { metric: metric.select, best: best.select, x: x.select, y: y.select };
  }

  update(state: ExploreState): void {
    const { metric, best, x, y } = this.#selects;
    const { columns } = this.engine.results;
    const metrics = columns.filter(({ role }) => role === 'metric').map(({ name }) => [name, name] as const);
    offer(metric, metrics, state.metric);
    offer(
      best,
      [
        ['least', 'the least'],
        ['greatest', 'the greatest'],
      ],
      state.isLeastBest ? 'least' : 'greatest',
    );
    const more = ['seed', 'model'].filter((name) => !state.axes.includes(name));
    const axes = [...state.axes, ...more].map((name) => [name, titleOf(name, state)] as const);
    const all = [...axes, ...metrics];
    offer(x, all, state.x);
    offer(y, all, state.y);
  }

  dispose(): void {}
}

function panel(name: string, title: string, controls: readonly HTMLElement[], ...content: HTMLElement[]): HTMLElement {
  const header = make('header', {}, make('h2', {}, title), ...controls);
  return make('section', { className: `${name} panel`, ariaLabel: title }, header, ...content);
}
