import { describe, expect, it } from 'vitest';
import { barsOf, binAt, binsOf, cellsOf } from '../../src/explore/cells';
import { LocalEngine } from '../../src/explore/engine';
import { passing } from '../../src/explore/filter';
import { indexed } from '../../src/explore/indexed';
import { MOST_LISTED } from '../../src/explore/narrowed';
import { openParquet } from '../../src/explore/parquet';
import { indexedColumn, type IndexedColumn } from '../../src/explore/table';
import { tableResults } from '../../src/explore/table-results';
import { median } from '../../src/metrics/statistics';
import { tableOf, type Table } from '../../src/metrics/table';
import { toParquet } from '../../src/report/tables/parquet';
import { resolve } from '../../src/spec';
import { philox } from '../../src/random/philox';

const NAMES = ['model', 'sweep', 'seed', 'diverged', 'training.learningRate', 'training.epochs', 'loss', 'note'];
const ROWS = [
  [0, 'a', 0, false, 0.001, 5, 3, 'x'],
  [1, 'a', 1, false, 0.001, 5, 1, 'x'],
  [2, 'a', 0, false, 0.1, 5, 2, 'y'],
  [3, 'a', 1, true, 0.1, 5, NaN, 'y'],
  [4, 'b', 0, false, null, 5, 0.5, 'z'],
] as const;
const TABLE = tableOf(
  NAMES,
  ROWS.map((row) => [...row]),
);

/** Uniform words. */
const words = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => philox([i, 0, 0, 0], [3, 4], new Uint32Array(4))[0]!);

async function columnOf(table: Table, name: string): Promise<IndexedColumn> {
  const [cells] = await tableResults(table, 'test', null).read([name]);
  const role = name === 'z' || name === 'loss' ? 'metric' : 'axis';
  return indexedColumn({ name, role }, cells!, indexed(cells!.values));
}

const parquet = (table: Table, name: string) => {
  const bytes = toParquet(table);
  return { name, file: new Uint8Array(bytes).buffer };
};

const role = (results: { columns: readonly { name: string; role: string }[] }, name: string): string | undefined =>
  results.columns.find((column) => column.name === name)?.role;

describe('a models table as columns', () => {
  it('is read from parts in the order of their names, each column when it is asked for', async () => {
    const [first, second] = [ROWS.slice(0, 2), ROWS.slice(2)].map((rows) =>
      tableOf(
        NAMES,
        rows.map((row) => [...row]),
      ),
    );
    const files = [parquet(second!, 'models/00000002.parquet'), parquet(first!, 'models/00000000.parquet')];
    const results = await openParquet(files, 'parts', null);
    expect(results.results.rows).toBe(5);
    const [model, sweep, diverged, rate, loss] = await results.read([
      'model',
      'sweep',
      'diverged',
      'training.learningRate',
      'loss',
    ]);
    expect([...model!.values]).toEqual([0, 1, 2, 3, 4]);
    expect([...sweep!.values].map((code) => sweep!.words![code])).toEqual(['a', 'a', 'a', 'a', 'b']);
    expect([...diverged!.values].map((code) => diverged!.words![code])).toEqual(['no', 'no', 'no', 'yes', 'no']);
    expect([...rate!.values]).toEqual([0.001, 0.001, 0.1, 0.1, NaN]);
    expect([...loss!.values]).toEqual([3, 1, 2, NaN, 0.5]);
  });

  it('takes for axes what the spec varies or, without one, the settings that differ', async () => {
    const { results } = await openParquet([parquet(TABLE, 'models.parquet')], 'all', null);
    expect(role(results, 'training.learningRate')).toBe('axis');
    expect(role(results, 'training.epochs')).toBe('setting');
    expect(role(results, 'loss')).toBe('metric');
    expect(role(results, 'seed')).toBe('identity');
    const spec = resolve({ axes: [{ path: 'training.epochs', values: [5, 6] }] });
    const known = tableResults(TABLE, 'all', spec).results;
    expect(role(known, 'training.epochs')).toBe('axis');
    expect(role(known, 'training.learningRate')).toBe('setting');
  });

  it('says what is no table of models', async () => {
    const other = parquet(tableOf(['a'], [[1]]), 'other.parquet');
    await expect(openParquet([other], 'x', null)).rejects.toThrow(/other\.parquet has no columns "model" and "seed"/);
    const broken = { name: 'broken.parquet', file: new Uint8Array(64).buffer };
    await expect(openParquet([broken], 'x', null)).rejects.toThrow(/broken\.parquet is not a Parquet file/);
    const cut = parquet(TABLE, 'cut.parquet');
    await expect(openParquet([{ ...cut, file: cut.file.slice(0, -9) }], 'x', null)).rejects.toThrow(/cut\.parquet/);
  });
});

describe('the order of a column', () => {
  it('is that of its numbers: of either sign, of any size, equal ones as they came, NaN last', () => {
    const values = Float64Array.from([3, -0, NaN, -1e300, 0, 5e-324, -5e-324, Infinity, -2, 3, -Infinity, NaN]);
    const { order, known, levels, codes } = indexed(values);
    expect(Array.from(order, (row) => values[row])).toEqual([
      -Infinity,
      -1e300,
      -2,
      -5e-324,
      -0,
      0,
      5e-324,
      3,
      3,
      Infinity,
      NaN,
      NaN,
    ]);
    expect([...order.slice(4, 6), ...order.slice(7, 9), ...order.slice(10)]).toEqual([1, 4, 0, 9, 2, 11]);
    expect(known).toBe(10);
    expect(levels).toHaveLength(8);
    expect(codes![2]).toBe(-1);
    expect(levels![codes![7]!]).toBe(Infinity);
  });

  it('is that of a sort by comparison for 10,000 numbers, of which there are no levels', () => {
    const values = Float64Array.from(words(10_000), (word) => (word / 2 ** 31 - 1) ** 3);
    const { order, levels } = indexed(values);
    expect(Array.from(order, (row) => values[row]!)).toEqual([...values].sort((a, b) => a - b));
    expect(levels).toBeNull();
  });
});

describe('what is selected', () => {
  it('lies in all ranges, ends included; what has no value lies in none', async () => {
    const cells = new Map([['training.learningRate', (await columnOf(TABLE, 'training.learningRate')).cells]]);
    const passes = passing(5, new Map([['training.learningRate', [0.001, 0.01]]]), (name) => cells.get(name));
    expect([...passes]).toEqual([1, 1, 0, 0, 0]);
  });
});

describe('a map', () => {
  it('has the median of each cell, its models and those that diverged', async () => {
    const [rate, seed, loss] = await Promise.all(
      ['training.learningRate', 'seed', 'loss'].map((name) => columnOf(TABLE, name)),
    );
    const all = new Uint8Array(5).fill(1);
    const cells = cellsOf(binsOf(rate!, 8), binsOf(seed!, 8), loss!, all);
    expect([cells.x.count, cells.y.count]).toEqual([2, 2]);
    expect([...cells.median]).toEqual([3, 2, 1, NaN]);
    expect([...cells.count]).toEqual([1, 1, 1, 1]);
    expect([...cells.diverged]).toEqual([0, 0, 0, 1]);
    expect([...cells.row]).toEqual([0, 2, 1, 3]);
  });

  it('has the medians of many models per cell, on axes that are no grids', async () => {
    const random = words(9000);
    const rows = Array.from({ length: 3000 }, (_, i) => [0, 1, 2].map((j) => random[3 * i + j]! / 2 ** 32));
    const table = tableOf(['x', 'y', 'z'], rows);
    const [x, y, z] = await Promise.all(['x', 'y', 'z'].map((name) => columnOf(table, name)));
    const [across, up] = [binsOf(x!, 4), binsOf(y!, 4)];
    const cells = cellsOf(across, up, z!, new Uint8Array(3000).fill(1));
    const byCell = Map.groupBy(rows.keys(), (row) => 4 * up.of[row]! + across.of[row]!);
    for (const [cell, own] of byCell) {
      expect(cells.median[cell]).toBe(median([...own].map((row) => rows[row]![2]!)));
      expect(cells.count[cell]).toBe(own.length);
    }
    expect(rows.map(([at]) => binAt(cells.x, x!.scale.place(at!)))).toEqual([...across.of]);
    expect(byCell.size).toBe(16);
  });
});

describe('the scale of a column', () => {
  it('is logarithmic where its values are, with a place for 0 below', async () => {
    const column = await columnOf(tableOf(['a'], [[0], [1e-4], [1e-3], [1e-2], [1e-1], [1]]), 'a');
    expect(column.scale.kind).toBe('log');
    expect(column.scale.place(0)).toBe(0);
    expect(column.scale.place(1)).toBeCloseTo(1, 12);
    expect(column.scale.place(1e-2) - column.scale.place(1e-3)).toBeCloseTo(
      column.scale.place(1) - column.scale.place(0.1),
      12,
    );
    expect(column.scale.at(column.scale.place(1e-3))).toBeCloseTo(1e-3, 12);
  });

  it('is linear where they are not, and defined for a single value', async () => {
    expect((await columnOf(tableOf(['a'], [[0], [0.2], [0.5]]), 'a')).scale.kind).toBe('linear');
    expect((await columnOf(tableOf(['a'], [[7], [7]]), 'a')).scale.place(7)).toBe(0.5);
  });
});

describe('bars at an axis', () => {
  it('are how many models pass in each part, as shares of the most', async () => {
    const seed = binsOf(await columnOf(TABLE, 'seed'), 8);
    expect([...barsOf(seed, 2, Uint8Array.of(1, 1, 1, 1, 1))]).toEqual([1, 2 / 3]);
    expect([...barsOf(seed, 2, Uint8Array.of(0, 1, 0, 0, 0))]).toEqual([0, 1]);
  });
});

describe('an engine', () => {
  const engine = new LocalEngine(tableResults(TABLE, 'test', null));

  it('selects, sorts, counts settings and takes the first model of each', async () => {
    const all = await engine.select(new Map(), { name: 'loss', isDescending: false });
    expect([...all.rows]).toEqual([4, 1, 2, 0, 3]);
    expect([...all.lines]).toEqual([0, 1, 2, 3, 4]);
    expect([all.settings, ...all.listed]).toEqual([3, 0, 2, 4]);
    const some = await engine.select(new Map([['seed', [1, 1]]]), { name: 'loss', isDescending: true });
    expect([...some.rows]).toEqual([1, 3]);
    expect([...some.others]).toEqual([0, 2, 4]);
    expect([some.settings, ...some.listed]).toEqual([2, 1, 3]);
  });

  it('answers with what it does not keep: whoever asked may hand it on', async () => {
    const [before] = await engine.read(['loss']);
    const [facts] = await engine.describe(['seed']);
    structuredClone(before, { transfer: [before!.values.buffer] });
    structuredClone(facts, { transfer: [facts!.levels!.buffer] });
    expect([...(await engine.read(['loss']))[0]!.values]).toEqual([3, 1, 2, NaN, 0.5]);
    expect([...(await engine.describe(['seed']))[0]!.levels!]).toEqual([0, 1]);
  });

  it('takes the settings that a selection lists evenly, first and last', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => [i, 0, i / 7, i]);
    const many = new LocalEngine(
      tableResults(tableOf(['model', 'seed', 'training.learningRate', 'loss'], rows), 'test', null),
    );
    const { settings, listed } = await many.select(new Map(), { name: 'loss', isDescending: true });
    expect([settings, listed.length, listed[0], listed.at(-1)]).toEqual([1000, MOST_LISTED, 0, 999]);
  });
});
