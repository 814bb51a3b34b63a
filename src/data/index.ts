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
  return JSON.stringify(followsModel(data) ? [data, key] : [data]);
}

/** Whether models with other keys learn from other rows. */
export function followsModel(data: DataSpec): boolean {
  return ('seed' in data && data.seed === null) || (data.split.kind === 'fraction' && data.split.seed === null);
}

/**
 * Data sets with the same key have as many rows and columns, and load or fail alike: they differ in their noise, the
 * numbers of their curve, and the rows that a split of the same size takes.
 */
export function dataShapeKey(data: DataSpec): string {
  const { split, ...own } = data;
  const size = split.kind === 'fraction' ? split.fraction : split.path;
  if (own.kind === 'article' || own.kind === 'random-curve') return JSON.stringify([own.kind, own.points, size]);
  return JSON.stringify([{ ...own, noise: 0, seed: null }, size]);
}
