import { parquetReadObjects } from 'hyparquet';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { summarise } from '../../src/metrics/summary';
import { toCsv } from '../../src/metrics/csv';
import { densitiesTable } from '../../src/report/tables/densities-table';
import { lossesTable, stepLossesTable } from '../../src/report/tables/losses-table';
import { modelsTable } from '../../src/report/tables/models-table';
import { toParquet } from '../../src/report/tables/parquet';
import { predictionsTable } from '../../src/report/tables/predictions-table';
import { articleRun, partialRun, tableRun } from './fixture';
import type { Table } from '../../src/metrics/table';

type Row = Record<string, unknown>;

const csvText = (table: Table): string => [...toCsv(table)].join('');
const csvRows = (table: Table): Row[] => Papa.parse<Row>(csvText(table).trimEnd(), { header: true }).data;
const parquetRows = (table: Table): Promise<Row[]> => parquetReadObjects({ file: toParquet(table).slice().buffer });

const texts = (cells: string[]): Table => ({ rows: cells.length, columns: [{ name: 'name', type: 'text', cells }] });

const article = articleRun(2, 12);
const summary = summarise(article);

describe('both formats', () => {
  it('hold every row of every table, and the same numbers', async () => {
    const tables = [
      modelsTable(summary.models),
      lossesTable(article.models),
      stepLossesTable(article.models.slice(0, 2)),
      predictionsTable(article),
    ];
    for (const table of tables) {
      const [csv, parquet] = [csvRows(table), await parquetRows(table)];
      expect(csv).toHaveLength(table.rows);
      expect(parquet).toHaveLength(table.rows);
      for (const row of [0, table.rows - 1]) {
        for (const { name, type } of table.columns) {
          if (type !== 'number' && type !== 'integer') continue;
          const text = csv[row]![name];
          expect(text === '' ? null : Number(text)).toEqual(parquet[row]![name]);
        }
      }
    }
  });

  it('are whole for a run without models', async () => {
    for (const table of [modelsTable([]), lossesTable([]), densitiesTable({ ...summary, models: [] })]) {
      expect(csvRows(table)).toHaveLength(0);
      expect(await parquetRows(table)).toHaveLength(0);
    }
  });
});

describe('csv', () => {
  it('disarms text that a spreadsheet would run, and leaves negative numbers alone', () => {
    const names = ['=1+1', '+2', '-3', '@sum', '\tx', '=a\nb', 'plain', 'a,"b"'];
    const parsed = Papa.parse<string[]>(csvText(texts(names)).trimEnd())
      .data.slice(1)
      .flat();
    expect(parsed).toEqual(["'=1+1", "'+2", "'-3", "'@sum", "'\tx", "'=a\nb", 'plain', 'a,"b"']);
    const numbers: Table = { rows: 2, columns: [{ name: 'loss', type: 'number', cells: Float64Array.of(-1.5, NaN) }] };
    expect(csvText(numbers)).toBe('loss\r\n-1.5\r\nNaN\r\n');
  });

  it('disarms column names', () => {
    expect(csvText({ rows: 0, columns: [{ name: '=cmd()', type: 'number', cells: [] }] })).toBe('"\'=cmd()"\r\n');
  });
});

describe('models', () => {
  const rows = csvRows(modelsTable(summary.models));

  it('names every setting by its path, axes included', () => {
    const dropout = rows.find((row) => row.sweep === 'dropout' && row['regularization.dropout'] !== '0')!;
    expect(Number(dropout['regularization.dropout'])).toBeCloseTo(1 / 9, 12);
    expect(dropout['regularization.dropout[0]']).toBe('0');
    expect(Number(dropout['regularization.dropout[1]'])).toBeCloseTo(1 / 9, 12);
    expect(dropout['network.activations[1].kind']).toBe('leaky-relu');
    expect(dropout['data.seed']).toBe('');
    expect(rows.find((row) => row.sweep === 'l2')!['regularization.dropout']).toBe('');
  });

  it('holds the metrics', () => {
    const { train, density } = summary.models[7]!;
    expect(Number(rows[7]!['trainLoss.log10'])).toBe(Math.log10(train.final));
    expect(Number(rows[7]!.entropy)).toBe(density!.entropy);
    expect(Number(rows[7]!['theta.nearZero'])).toBe(summary.models[7]!.result.statistics.total.nearZero);
  });

  it('shows a diverged model as such, with NaN where a number is gone', async () => {
    const row = (await parquetRows(modelsTable(summarise(partialRun()).models)))[3]!;
    expect(row).toMatchObject({ diverged: true, divergedAt: 77 });
    expect(row['trainLoss.final']).toBeNaN();
    expect(row.entropy).toBeNaN();
  });
});

describe('long tables', () => {
  it('end a stopped model with its last epoch', () => {
    const { columns, rows } = lossesTable(partialRun().models);
    // 18 models of 10 epochs; the diverged one keeps all 20
    expect(rows).toBe(18 * 10 + 20);
    expect(columns[1]!.cells[9]).toBe(10);
  });

  it('give a density that sums to 1 over each model', () => {
    const { columns, rows } = densitiesTable(summary);
    expect(rows).toBe(article.models.length * 500);
    const density = columns.find(({ name }) => name === 'density')!.cells;
    const sum = Float64Array.from(density, Number)
      .subarray(500, 1000)
      .reduce((total, p) => total + p, 0);
    expect(sum).toBeCloseTo(1, 10);
  });

  it('return features and targets to their own units', () => {
    const run = tableRun();
    const rows = csvRows(predictionsTable(run));
    const { x, y } = run.datasets[0]!.validation;
    expect(Number(rows[2]!['feature =area'])).toBeCloseTo(x[3]! * 2 + 10, 9);
    expect(Number(rows[2]!.actual)).toBeCloseTo(y[2]! * 1000 + 100, 9);
    expect(Number(rows[3]!.off)).toBeCloseTo(run.models[0]!.predictions.off[3]! * 1000 + 100, 9);
    expect(rows[3]!.target).toBe('rent');
  });

  it("keep the article's curve in the scaled units that define it", () => {
    const rows = csvRows(predictionsTable(article));
    expect(Number(rows[5]!.off)).toBe(article.models[0]!.predictions.off[5]);
    expect(Number(rows[5]!.actual)).toBeCloseTo(article.datasets[0]!.truth!(article.predictionPoints[0]!.x[5]!), 12);
  });
});
