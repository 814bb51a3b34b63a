import { datasetKey, loadDataset } from '../data';
import type { Dataset, FileReader } from '../data/types';
import type { PredictionPoints } from '../metrics/types';
import type { WavePlan } from '../plan/plan';
import { checkDataShape } from '../spec';
import type { Model } from '../spec/types';
import { livePoints, predictionPoints } from './prediction-points';

/** The distinct data sets of a sweep, and where predictions are made on each. */
export interface LoadedData {
  datasets: Dataset[];
  points: PredictionPoints[];
  livePoints: PredictionPoints[];
  /** Index of the data set of each model. */
  datasetOf: number[];
}

/** Loads each data set once. Throws ThetascapeError when one does not fit a model's network. */
export async function loadData(models: readonly Model[], files: FileReader): Promise<LoadedData> {
  const datasets: Dataset[] = [];
  const indices = new Map<string, number>();
  const datasetOf: number[] = [];
  for (const { setting, key } of models) {
    const id = datasetKey(setting.data, key);
    let index = indices.get(id);
    if (index === undefined) {
      index = datasets.length;
      indices.set(id, index);
      datasets.push(await loadDataset(setting.data, key, files));
    }
    checkDataShape(setting.network, datasets[index]!);
    datasetOf.push(index);
  }
  return { datasets, points: datasets.map(predictionPoints), livePoints: datasets.map(livePoints), datasetOf };
}

/** What a wave trains on, and for each of its models which data set of the wave. */
export function waveData(data: LoadedData, wave: WavePlan) {
  return {
    datasetOf: wave.models.map((model) => wave.datasets.indexOf(data.datasetOf[model]!)),
    datasets: wave.datasets.map((q) => ({
      dataset: data.datasets[q]!,
      points: data.points[q]!,
      livePoints: data.livePoints[q]!,
    })),
  };
}
