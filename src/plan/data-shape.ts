/** What the plan needs to know of a data set. */
export interface DataShape {
  train: number;
  validation: number;
  features: number;
  targets: number;
  /** Points of the prediction grid; 0 when predictions are made at the validation rows. */
  gridPoints: number;
  /** Points that a live view predicts at: a grid of their own, or the first validation rows; 0 without such a view. */
  livePoints: number;
}

/** Rows of a data set's block: training, validation, prediction grid, live grid. */
export function blockRows(data: DataShape): number {
  const liveGrid = data.gridPoints > 0 ? data.livePoints : 0;
  return data.train + data.validation + data.gridPoints + liveGrid;
}

export const validationRows = ({ train, validation }: DataShape) => ({ start: train, rows: validation });

/** Rows of the points that are predicted at after training. */
export function pointRows(data: DataShape) {
  const { train, validation, gridPoints } = data;
  return gridPoints > 0 ? { start: train + validation, rows: gridPoints } : validationRows(data);
}

/** Rows of the points that a live view predicts at. */
export function liveRows({ train, validation, gridPoints, livePoints }: DataShape) {
  return { start: gridPoints > 0 ? train + validation + gridPoints : train, rows: livePoints };
}

/** The most rows of which predictions are kept together. */
export const mostPredictedRows = ({ validation, gridPoints, livePoints }: DataShape): number =>
  Math.max(validation, gridPoints, livePoints);
