import type { Column, Dataset, Rows } from '../../data/types';
import { shownValue } from '../../data/units';
import { evenly, maximum, minimum } from '../../metrics/statistics';
import type { LiveData } from '../live-run';
import type { DataSpec } from '../../spec/types';

/** Rows that a scatter shows; more would only thicken it. */
const MOST_ROWS = 500;
/** Share of the range of the data that is shown beyond it. */
const PADDING = 0.08;

/** What predictions are drawn on, in the data's own units; the first of several targets. */
export interface ShownData {
  feature: Column;
  target: Column;
  /** One feature: predictions are a curve over `x`. Several: they are compared with `actual`. */
  isCurve: boolean;
  /** Of the rows drawn, a sample of the training rows: the only feature and the target. */
  scatter: [x: number, y: number][];
  /** (G,) the only feature at the prediction points. */
  x: Float64Array;
  /** (G,) the noise-free function, if the data came from one, or the targets of the validation rows. */
  actual: Float64Array | null;
  /** Range of the targets, a little widened. */
  range: [number, number];
}

const known = new WeakMap<Dataset, ShownData>();

export function shownData(live: LiveData, data: DataSpec): ShownData {
  const found = known.get(live.dataset) ?? makeShownData(live, data);
  known.set(live.dataset, found);
  return found;
}

function makeShownData({ dataset, points }: LiveData, data: DataSpec): ShownData {
  const [feature, target] = [dataset.features[0]!, dataset.targets[0]!];
  const scatter = evenly(rowsOf(dataset, dataset.train), MOST_ROWS).map(([x, y]): [number, number] => [
    shownValue(data, feature, x),
    shownValue(data, target, y),
  ]);
  const isCurve = dataset.features.length === 1;
  const actual = actualOf(dataset, isCurve, points.x, points.count)?.map((y) => shownValue(data, target, y)) ?? null;
  const targets = scatter.map(([, y]) => y);
  const [low, high] = [minimum(targets), maximum(targets)];
  const margin = PADDING * (high - low || 1);
  return {
    feature,
    target,
    isCurve,
    scatter,
    x: isCurve ? Float64Array.from(points.x, (x) => shownValue(data, feature, x)) : new Float64Array(),
    actual,
    range: [low - margin, high + margin],
  };
}

/** The first feature and the first target of each row, in the network's units. */
function rowsOf({ features, targets }: Dataset, { count, x, y }: Rows): [number, number][] {
  return Array.from({ length: count }, (_, n) => [x[n * features.length]!, y[n * targets.length]!]);
}

function actualOf(dataset: Dataset, isCurve: boolean, x: Float32Array, count: number): Float64Array | null {
  const { truth, validation, targets } = dataset;
  if (!isCurve) return Float64Array.from({ length: count }, (_, g) => validation.y[g * targets.length]!);
  return truth && Float64Array.from(x, truth);
}
