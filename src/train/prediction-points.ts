import type { Dataset } from '../data/types';
import type { PredictionPoints } from '../metrics/types';
import type { DataShape } from '../plan/data-shape';

/** Points of the prediction curve of one feature, spread evenly over the data. */
const GRID_POINTS = 512;
/** The most points that a live view predicts at. */
const LIVE_POINTS = 128;

/** A grid over the range of the only feature, or else the validation rows. */
export function predictionPoints(dataset: Dataset): PredictionPoints {
  const { validation, features } = dataset;
  if (features.length === 1) return gridOver(dataset, GRID_POINTS);
  return { kind: 'validation', count: validation.count, x: validation.x };
}

/** Few enough to predict at after every epoch: a coarser grid, or the first validation rows. */
export function livePoints(dataset: Dataset): PredictionPoints {
  const { validation, features } = dataset;
  if (features.length === 1) return gridOver(dataset, LIVE_POINTS);
  const count = Math.min(LIVE_POINTS, validation.count);
  return { kind: 'validation', count, x: validation.x.subarray(0, count * features.length) };
}

/** A data set with its prediction points as the plan sees them; `live` where a live view predicts. */
export function dataShape(dataset: Dataset, points: PredictionPoints, live: PredictionPoints | null): DataShape {
  return {
    train: dataset.train.count,
    validation: dataset.validation.count,
    features: dataset.features.length,
    targets: dataset.targets.length,
    gridPoints: points.kind === 'grid' ? points.count : 0,
    livePoints: live?.count ?? 0,
  };
}

function gridOver({ train, validation }: Dataset, count: number): PredictionPoints {
  let from = Infinity;
  let to = -Infinity;
  for (const rows of [train.x, validation.x]) {
    for (const x of rows) {
      from = Math.min(from, x);
      to = Math.max(to, x);
    }
  }
  const x = Float32Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  return { kind: 'grid', count, x };
}
