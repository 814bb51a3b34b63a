import type { Engine } from '../../explore/engine';
import { withRange, type Range } from '../../explore/filter';
import type { ColumnCells, Results } from '../../explore/results';
import { columnOf, type Column } from '../../explore/table';
import { DEFAULT_METRICS } from '../../explore/default-metrics';
import { variedOf } from '../../spec';
import { byShare } from './by-share';
import { TABLE_METRICS } from './defaults';
import { Derived } from './derived';
import type { Choice, ExploreState } from './state';

/** Bins of an axis that is no grid, on the whole. */
export const BINS = 64;

/**
 * What of results is looked at. Reads the columns that are needed, keeps the state that all views draw, and hands it
 * out whenever something of it changed.
 */
export class Exploring {
  readonly #cells = new Map<string, ColumnCells>();
  readonly #columns = new Map<string, Column>();
  readonly #derived: Derived;
  #choice: Choice;
  #axes: readonly string[] = [];
  #state: ExploreState | null = null;
  /** Counts the choices, so that what an older one waited for is dropped. */
  #turn = 0;
  /** Whether the map is still of the first two axes, until it is known which two matter. */
  #isMapProvisional = true;

  /**
   * @param shown is told of each new state
   * @param failed is told what went wrong with reading
   */
  constructor(
    private readonly engine: Engine,
    private readonly shown: (state: ExploreState) => void,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#derived = new Derived(engine);
    const names = engine.results.columns.map(({ name }) => name);
    const metrics = engine.results.columns.filter(({ role }) => role === 'metric').map(({ name }) => name);
    const metric = DEFAULT_METRICS.find((name) => metrics.includes(name)) ?? metrics[0] ?? 'model';
    const identity = ['model', 'sweep', 'seed', 'diverged'].filter((name) => names.includes(name));
    const sort = { name: metric, isDescending: false };
    const [x, y] = ['seed', 'seed'];
    this.#choice = { metric, isLeastBest: true, x, y, bins: BINS, sort, filters: new Map(), shown: identity };
  }

  get state(): ExploreState | null {
    return this.#state;
  }

  /** Reads what is shown at first. Throws ThetascapeError. */
  async open(): Promise<void> {
    const named = axisNames(this.engine.results);
    await this.#need([...named, 'seed', this.#choice.metric]);
    await this.#read(this.#choice.shown);
    const varies = (name: string) => (this.#columns.get(name)!.levels?.length ?? Infinity) > 1;
    this.#axes = named.filter(varies);
    const isAlone = this.#cells.get('sweep')?.words?.length === 1;
    const { metric, shown: all } = this.#choice;
    const shown = all.filter((name) => !isAlone || name !== 'sweep');
    const [x = 'seed', y = x === 'seed' ? 'model' : 'seed'] = this.#axes;
    this.#choice = { ...this.#choice, x, y, shown: [...shown, ...this.#axes, metric] };
    await this.#select();
    const known = new Set(this.engine.results.columns.map(({ name }) => name));
    const more = TABLE_METRICS.filter((name) => known.has(name) && name !== metric);
    await this.#change({ shown: [...this.#choice.shown, ...more] });
  }

  choose(choice: Partial<Pick<Choice, 'metric' | 'isLeastBest' | 'x' | 'y' | 'bins'>>): void {
    const { metric } = choice;
    const { shown } = this.#choice;
    if ('x' in choice || 'y' in choice || 'bins' in choice) this.#isMapProvisional = false;
    const added = metric === undefined || shown.includes(metric) ? shown : [...shown, metric];
    const sort = metric === undefined ? this.#choice.sort : { name: metric, isDescending: false };
    void this.#change({ ...choice, shown: added, sort });
  }

  /** Sorts by a column or, if it is so already, the other way round. */
  sortBy(name: string): void {
    const { sort } = this.#choice;
    void this.#change({ sort: { name, isDescending: sort.name === name && !sort.isDescending } });
  }

  filter(ranges: readonly (readonly [name: string, range: Range | null])[]): void {
    const filters = ranges.reduce((all, [name, range]) => withRange(all, name, range), this.#choice.filters);
    void this.#change({ filters });
  }

  clearFilters(): void {
    void this.#change({ filters: new Map() });
  }

  hover(row: number | null): void {
    if (this.#state && this.#state.hovered !== row) this.#show({ ...this.#state, hovered: row });
  }

  pick(row: number | null): void {
    if (this.#state) this.#show({ ...this.#state, picked: this.#state.picked === row ? null : row });
  }

  async #change(change: Partial<Choice>): Promise<void> {
    this.#choice = { ...this.#choice, ...change };
    await this.#refresh().catch(this.failed);
  }

  async #refresh(): Promise<void> {
    const turn = await this.#select();
    for (const step of this.#derived.steps(this.#choice, this.#axes)) {
      if (turn !== this.#turn) return;
      await step;
      if (turn === this.#turn) this.#show({ ...this.#state!, ...this.#derived.parts });
    }
    if (turn === this.#turn) await this.#mapWhatMatters();
  }

  /** Opens the map on the two axes that matter most, the one that the spec names first across. */
  async #mapWhatMatters(): Promise<void> {
    const { importance } = this.#derived.parts;
    if (!importance?.shares || !this.#isMapProvisional) return;
    this.#isMapProvisional = false;
    const two = byShare(importance).slice(0, 2);
    const [x, y] = this.#axes.filter((axis) => two.some(([name]) => name === axis));
    const { x: across, y: up } = this.#choice;
    if (x !== undefined && y !== undefined && (x !== across || y !== up)) await this.#change({ x, y });
  }

  /** Shows the choice, with what was derived of the one before. */
  async #select(): Promise<number> {
    const turn = ++this.#turn;
    const choice = this.#choice;
    const { metric, x, y, sort, shown, filters } = choice;
    await this.#need([metric, x, y, sort.name]);
    await this.#read([...shown, ...filters.keys()]);
    const selection = await this.#derived.select(choice);
    if (turn !== this.#turn) return turn;
    const [results, cells, columns, axes] = [this.engine.results, this.#cells, this.#columns, this.#axes];
    const { hovered = null, picked = null } = this.#state ?? {};
    this.#show({ ...choice, results, cells, columns, axes, selection, ...this.#derived.parts, hovered, picked });
    return turn;
  }

  /** Reads columns, and what is known of them in order. */
  async #need(names: readonly string[]): Promise<void> {
    await this.#read(names);
    const missing = [...new Set(names)].filter((name) => !this.#columns.has(name));
    const facts = missing.length > 0 ? await this.engine.describe(missing) : [];
    missing.forEach((name, i) => {
      const info = this.engine.results.columns.find((column) => column.name === name) ?? { name, role: 'identity' };
      this.#columns.set(name, columnOf(info, this.#cells.get(name)!, facts[i]!));
    });
  }

  async #read(names: readonly string[]): Promise<void> {
    const missing = [...new Set(names)].filter((name) => !this.#cells.has(name));
    if (missing.length === 0) return;
    const read = await this.engine.read(missing);
    missing.forEach((name, i) => this.#cells.set(name, read[i]!));
  }

  #show(state: ExploreState): void {
    this.#state = state;
    this.shown(state);
  }
}

/** The axes in the order of the spec, where there is one. */
function axisNames({ columns, spec }: Results): string[] {
  const names = columns.filter(({ role }) => role === 'axis').map(({ name }) => name);
  const order = spec?.sweeps.flatMap((sweep) => variedOf(sweep).map(({ path }) => path)) ?? [];
  return names.toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
}
