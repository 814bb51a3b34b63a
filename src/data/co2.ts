import record from '../../node_modules/vega-datasets/data/co2-concentration.csv?raw';
import type { Co2Data } from '../spec/types';
import { describeRows, fitColumns, splitRows, toRows, type Table } from './table';
import type { Dataset } from './types';

/** Monthly mean CO2 at Mauna Loa (Scripps CO2 Program), in ppm, by the date in years at the middle of the month. */
export function co2Data(data: Co2Data, key: number): Dataset {
  const months = record.trim().split('\n').slice(1);
  const values = months.flatMap((line) => {
    const [year, month, , ppm] = line.split(/[-,]/).map(Number);
    return [year! + (month! - 0.5) / 12, ppm!];
  });
  const table: Table = {
    features: ['year'],
    targets: ['CO2 (ppm)'],
    count: months.length,
    values: Float64Array.from(values),
  };
  const split = splitRows(table.count, data.split, key);
  const columns = fitColumns(table, data, split.train);
  const [train, validation] = [toRows(table, columns, split.train), toRows(table, columns, split.validation)];
  const description = `Monthly mean CO2 at Mauna Loa since 1958: ${describeRows(train, validation)}.`;
  return { ...columns, train, validation, truth: null, description };
}
