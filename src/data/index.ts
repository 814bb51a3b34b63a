import type { DataSpec } from '../spec/types';
import { articleData, randomCurveData } from './article';
import { co2Data } from './co2';
import { csvData } from './csv';
import { formulaData } from './formula';
import type { Dataset, FileReader } from './types';

/**
 * Makes or reads a data set, split and scaled.
 *
 * @param key the model's key: what the seeds of the data that are null follow
 * @throws ThetascapeError when a file or a formula holds what cannot be trained on, with its place
 */
export async function loadDataset(data: DataSpec, key: number, files: FileReader): Promise<Dataset> {
  switch (data.kind) {
    case 'article':
      return articleData(data, key);
    case 'random-curve':
      return randomCurveData(data, key);
    case 'formula':
      return formulaData(data, key);
    case 'csv':
      return csvData(data, key, files);
    case 'co2':
      return co2Data(data, key);
    default:
      return data satisfies never;
  }
}

/** Two models with the same dataset key learn from the same rows: equal unless a seed of the data follows the model. */
export function datasetKey(data: DataSpec, key: number): string {
  const seeds = ['seed' in data ? data.seed : 0, data.split.kind === 'fraction' ? data.split.seed : 0];
  return JSON.stringify(seeds.includes(null) ? [data, key] : [data]);
}
