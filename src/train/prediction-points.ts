import type { Dataset } from '../data/types';
import type { PredictionPoints } from '../metrics/types';

/** Points of the prediction curve of one feature, spread evenly over the data. */
const GRID_POINTS = 512;

/** A grid over the range of the only feature, or else the validation rows. */
export function predictionPoints(dataset: Dataset): PredictionPoints {
  const { train, validation, features } = dataset;
  if (features.length > 1) return { kind: 'validation', count: validation.count, x: validation.x };
  let from = Infinity;
  let to = -Infinity;
  for (const rows of [train.x, validation.x]) {
    for (const x of rows) {
      from = Math.min(from, x);
      to = Math.max(to, x);
    }
  }
  const x = Float32Array.from({ length: GRID_POINTS }, (_, i) => from + ((to - from) * i) / (GRID_POINTS - 1));
  return { kind: 'grid', count: GRID_POINTS, x };
}
