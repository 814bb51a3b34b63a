import type { Engine } from '../../explore/engine';
import { passing, withRange, type Filters, type Range } from '../../explore/filter';
import { scaleOf } from '../../explore/scale';
import type { Column } from '../../explore/table';
import type { ColumnCells, Results } from '../../explore/results';
import { variedOf } from '../../spec';
import { DEFAULT_METRICS, TABLE_METRICS } from './defaults';
import { importanceSample } from './importance-sample';
import type { ExploreState, ImportanceOf, Sort } from './state';

/** What the visitor chose. */
type Choice = Pick<ExploreState, 'metric' | 'isLeastBest' | 'x' | 'y' | 'sort' | 'filters' | 'shown'>;

/**
 * What of results is looked at. Reads the columns that are needed, keeps the state that all views draw, and hands it
 * out whenever something of it changed.
 */
export class Exploring {
  readonly #cells = new Map<string, ColumnCells>();
  readonly #columns = new Map<string, Column>();
  readonly #importance = new Map<string, ImportanceOf>();
  #choice: Choice;
  #axes: readonly string[] = [];
  #groups: ExploreState['groups'] | null = null;
  #state: ExploreState | null = null;
  /** Counts the choices, so that what an older one waited for is dropped. */
  #turn = 0;

  /**
   * @param shown is told of each new state
   * @param failed is told what went wrong with reading
   */
  constructor(
    private readonly engine: Engine,
    private readonly shown: (state: ExploreState) => void,
    private readonly failed: (error: unknown) => void,
  ) {
    const names = engine.results.columns.map(({ name }) => name);
    const metrics = engine.results.columns.filter(({ role }) => role === 'metric').map(({ name }) => name);
    const metric = DEFAULT_METRICS.find((name) => metrics.includes(name)) ?? metrics[0] ?? 'model';
    const filters: Filters = new Map();
    const sort = { name: metric, isDescending: false };
    const shown0 = ['model', 'sweep', 'seed', 'diverged'].filter((name) => names.includes(name));
    this.#choice = { metric, isLeastBest: true, x: 'seed', y: 'seed', sort, filters, shown: shown0 };
  }

  get state(): ExploreState | null {
    return this.#state;
  }

  /** Reads what is shown at first. Throws ThetascapeError. */
  async open(): Promise<void> {
    const named = axisNames(this.engine.results);
    await this.#need([...named, 'seed', this.#choice.metric]);
    await this.#read(this.#choice.shown);
    const varies = (name: string) => (this.#columns.get(name)!.index.levels?.length ?? Infinity) > 1;
    this.#axes = named.filter(varies);
    const isAlone = this.#cells.get('sweep')?.words?.length === 1;
    const { metric, shown: all } = this.#choice;
    const shown = all.filter((name) => !isAlone || name !== 'sweep');
    const [x = 'seed', y = x === 'seed' ? 'model' : 'seed'] = this.#axes;
    this.#choice = { ...this.#choice, x, y, shown: [...shown, ...this.#axes, metric] };
    await this.#refresh();
    const known = new Set(this.engine.results.columns.map(({ name }) => name));
    const more = TABLE_METRICS.filter((name) => known.has(name) && name !== metric);
    await this.#change({ shown: [...this.#choice.shown, ...more] });
  }

  choose(choice: Partial<Pick<Choice, 'metric' | 'isLeastBest' | 'x' | 'y'>>): void {
    const { metric } = choice;
    const { shown } = this.#choice;
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
    const turn = ++this.#turn;
    const { metric, x, y, sort, shown, filters } = this.#choice;
    await this.#need([metric, x, y, sort.name]);
    await this.#read([...shown, ...filters.keys()]);
    this.#groups ??= await this.engine.groups(await this.#settingColumns());
    if (turn !== this.#turn) return;
    this.#show(this.#derived());
    await this.#weigh(turn);
  }

  #derived(): ExploreState {
    const { results } = this.engine;
    const { filters, sort } = this.#choice;
    const isSame = this.#state?.filters === filters;
    const passes = isSame ? this.#state!.passes : passing(results.rows, filters, (name) => this.#cells.get(name));
    const rows = isSame && this.#state?.sort === sort ? this.#state.rows : this.#sorted(sort, passes);
    const { hovered = null, picked = null } = this.#state ?? {};
    return {
      results,
      cells: this.#cells,
      columns: this.#columns,
      axes: this.#axes,
      ...this.#choice,
      passes,
      rows,
      groups: this.#groups!,
      importance: this.#importance.get(this.#choice.metric) ?? null,
      hovered,
      picked,
    };
  }

  /** Rows without a value come last in either order. */
  #sorted({ name, isDescending }: Sort, passes: Uint8Array): Uint32Array {
    const { order, known } = this.#columns.get(name)!.index;
    const first = isDescending ? order.slice(0, known).toReversed() : order.subarray(0, known);
    const rows = new Uint32Array(order.length);
    let count = 0;
    for (const part of [first, order.subarray(known)])
      for (const row of part) if (passes[row] === 1) rows[count++] = row;
    return rows.slice(0, count);
  }

  /** Computes what each axis matters to the metric, once, of all models whatever the filters. */
  async #weigh(turn: number): Promise<void> {
    const { metric } = this.#choice;
    if (this.#axes.length === 0 || this.#importance.has(metric)) return;
    const { axes, target, isSampled } = importanceSample(
      this.#axes.map((name) => this.#columns.get(name)!),
      this.#columns.get(metric)!,
    );
    if (target.length < 8) return;
    const shares = await this.engine.importance(axes, target);
    this.#importance.set(metric, { metric, axes: this.#axes, shares, isSampled });
    if (turn === this.#turn && this.#state) this.#show({ ...this.#state, importance: this.#importance.get(metric)! });
  }

  async #settingColumns(): Promise<Float64Array[]> {
    const names = [...this.#axes, ...(this.#choice.shown.includes('sweep') ? ['sweep'] : [])];
    await this.#read(names);
    return names.map((name) => this.#cells.get(name)!.values);
  }

  /** Reads columns, with their order and scale. */
  async #need(names: readonly string[]): Promise<void> {
    await this.#read(names);
    for (const name of new Set(names)) {
      const cells = this.#cells.get(name)!;
      if (this.#columns.has(name)) continue;
      const index = await this.engine.indexed(cells.values);
      const info = this.engine.results.columns.find((column) => column.name === name) ?? { name, role: 'identity' };
      this.#columns.set(name, { info, cells, index, scale: scaleOf(cells, index) });
    }
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
