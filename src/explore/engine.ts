/** All that takes a pass over the rows: done in a worker where there is one, so that a million models leave a page free. */
import { importance, type Importance } from '../metrics/importance';
import { barsOf, binsOf, cellsOf, type Cells, type RowBins } from './cells';
import { passing, type Filters } from './filter';
import { groupsOf, groupsOfModels, type Groups } from './groups';
import { indexed } from './indexed';
import { rankSettings, type RankedSetting, type RankingOptions } from './ranking';
import type { ColumnCells, Results, ResultsReader } from './results';
import { importanceSample } from './sample';
import { selectionOf, type Selection, type Sort } from './selection';
import { factsOf, indexedColumn, type ColumnFacts, type IndexedColumn } from './table';

/** Two columns across and up, the one that colours, and the bins of an axis that is no grid. */
export interface MapOf {
  x: string;
  y: string;
  metric: string;
  bins: number;
}

export interface Weighed {
  /** Null of too few models. */
  shares: Importance | null;
  /** Whether only some of the models were taken. */
  isSampled: boolean;
}

/** Columns are named; what is answered belongs to whoever asked. Any call may throw a ThetascapeError. */
export interface Engine {
  readonly results: Results;
  /** In the order of the names, as the answers of all that take several. */
  read(names: readonly string[]): Promise<ColumnCells[]>;
  describe(names: readonly string[]): Promise<ColumnFacts[]>;
  select(filters: Filters, sort: Sort): Promise<Selection>;
  cells(map: MapOf, filters: Filters): Promise<Cells>;
  /** (bars,) of each column: how many of the models that pass lie where, as shares of the most. */
  bars(names: readonly string[], bars: number, filters: Filters): Promise<Float64Array[]>;
  rank(metric: string, filters: Filters, options: RankingOptions): Promise<RankedSetting[]>;
  /** Of all models, whatever the filters. */
  weigh(axes: readonly string[], metric: string): Promise<Weighed>;
}

/** Models of which a forest says something. */
const LEAST_WEIGHED = 8;

/** Does everything where it is called. */
export class LocalEngine implements Engine {
  readonly results: Results;
  readonly #cells = new Map<string, ColumnCells>();
  readonly #columns = new Map<string, IndexedColumn>();
  /** Of the column and the number of bins that were asked for last, by the name of the column. */
  readonly #bins = new Map<string, { most: number; bins: RowBins }>();
  #groups: Groups | null = null;
  #passes: { filters: string; passes: Uint8Array } | null = null;

  constructor(private readonly reader: ResultsReader) {
    this.results = reader.results;
  }

  async read(names: readonly string[]): Promise<ColumnCells[]> {
    const cells = await this.#read(names);
    return cells.map(({ values, words }) => ({ values: values.slice(), words }));
  }

  async describe(names: readonly string[]): Promise<ColumnFacts[]> {
    return (await this.#index(names)).map(factsOf);
  }

  async select(filters: Filters, { name, isDescending }: Sort): Promise<Selection> {
    const [column] = await this.#index([name]);
    return selectionOf(column!, isDescending, await this.#settings(), await this.#passing(filters));
  }

  async cells({ x, y, metric, bins }: MapOf, filters: Filters): Promise<Cells> {
    const [across, up, colour] = await this.#index([x, y, metric]);
    return cellsOf(this.#binned(across!, bins), this.#binned(up!, bins), colour!, await this.#passing(filters));
  }

  async bars(names: readonly string[], bars: number, filters: Filters): Promise<Float64Array[]> {
    const passes = await this.#passing(filters);
    return (await this.#index(names)).map((column) => barsOf(binsOf(column, bars), bars, passes));
  }

  async rank(metric: string, filters: Filters, options: RankingOptions): Promise<RankedSetting[]> {
    const [cells] = await this.#read([metric]);
    return rankSettings(cells!.values, await this.#settings(), await this.#passing(filters), options);
  }

  async weigh(axes: readonly string[], metric: string): Promise<Weighed> {
    const [target, ...columns] = await this.#index([metric, ...axes]);
    const sample = importanceSample(columns, target!);
    const isEnough = sample.target.length >= LEAST_WEIGHED;
    return { shares: isEnough ? importance(sample.axes, sample.target) : null, isSampled: sample.isSampled };
  }

  async #read(names: readonly string[]): Promise<ColumnCells[]> {
    const missing = [...new Set(names)].filter((name) => !this.#cells.has(name));
    const read = missing.length > 0 ? await this.reader.read(missing) : [];
    missing.forEach((name, i) => this.#cells.set(name, read[i]!));
    return names.map((name) => this.#cells.get(name)!);
  }

  async #index(names: readonly string[]): Promise<IndexedColumn[]> {
    const cells = await this.#read(names);
    return names.map((name, i) => {
      const known = this.#columns.get(name);
      if (known) return known;
      const info = this.results.columns.find((column) => column.name === name) ?? { name, role: 'identity' };
      const made = indexedColumn(info, cells[i]!, indexed(cells[i]!.values));
      this.#columns.set(name, made);
      return made;
    });
  }

  #binned(column: IndexedColumn, most: number): RowBins {
    const known = this.#bins.get(column.info.name);
    if (known?.most === most) return known.bins;
    const bins = binsOf(column, most);
    this.#bins.set(column.info.name, { most, bins });
    return bins;
  }

  async #passing(filters: Filters): Promise<Uint8Array> {
    const text = [...filters].join(';');
    if (this.#passes?.filters === text) return this.#passes.passes;
    const names = [...filters.keys()];
    const cells = await this.#read(names);
    const passes = passing(this.results.rows, filters, (name) => cells[names.indexOf(name)]);
    this.#passes = { filters: text, passes };
    return passes;
  }

  async #settings(): Promise<Groups> {
    return (this.#groups ??= await this.#grouped());
  }

  async #grouped(): Promise<Groups> {
    const { columns, rows, spec } = this.results;
    if (spec) {
      const [models] = await this.#read(['model']);
      return groupsOfModels(models!.values, spec.seeds.count);
    }
    const names = columns.filter(({ name, role }) => role === 'axis' || name === 'sweep').map(({ name }) => name);
    const cells = await this.#read(names);
    return groupsOf(
      rows,
      cells.map(({ values }) => values),
    );
  }
}
