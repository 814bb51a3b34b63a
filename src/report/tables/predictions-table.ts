import { shownDifference, shownValue } from '../../data/units';
import type { ModelResult, RunResult } from '../../metrics/types';
import type { Column, Dataset } from '../../data/types';
import type { Table, TableColumn } from '../../metrics/table';

/**
 * A row per model, point and target, in the units that the figures show: the features of the point, the actual value
 * (the validation row's target, or the noise-free function where there is one), and the four predictions.
 */
export function predictionsTable(run: RunResult): Table {
  const rows = run.models.reduce((sum, { predictions }) => sum + predictions.off.length, 0);
  const features = widest(run.datasets);
  const names = [...features.map(({ name }) => `feature ${name}`), 'actual', 'sample', 'off', 'mean', 'deviation'];
  const [model, point] = [new Int32Array(rows), new Int32Array(rows)];
  const target: string[] = [];
  const numbers = names.map(() => new Float64Array(rows).fill(NaN));
  let row = 0;
  for (const result of run.models) {
    for (let i = 0; i < result.predictions.off.length; i++, row++) {
      const entry = entryOf(run, result, i);
      model[row] = result.model.index;
      point[row] = entry.point;
      target.push(entry.target);
      for (const [d, value] of entry.features.entries()) numbers[d]![row] = value;
      for (const [c, value] of entry.values.entries()) numbers[features.length + c]![row] = value;
    }
  }
  return {
    rows,
    columns: [
      { name: 'model', type: 'integer', cells: model },
      { name: 'point', type: 'integer', cells: point },
      { name: 'target', type: 'text', cells: target },
      ...names.map((name, c): TableColumn => ({ name, type: 'number', cells: numbers[c]! })),
    ],
  };
}

function widest(datasets: readonly Dataset[]): Column[] {
  return datasets.reduce<Column[]>((most, { features }) => (features.length > most.length ? features : most), []);
}

interface Entry {
  point: number;
  target: string;
  features: number[];
  /** Actual, sample, off, mean, deviation. */
  values: number[];
}

/** What the table says of entry `i` of a model's (G, K) predictions. */
function entryOf(run: RunResult, { model, dataset, predictions }: ModelResult, i: number): Entry {
  const { data } = model.setting;
  const { features, targets, validation, truth } = run.datasets[dataset]!;
  const points = run.predictionPoints[dataset]!;
  const point = Math.floor(i / targets.length);
  const column = targets[i % targets.length]!;
  const fromFunction = truth && points.kind === 'grid' ? truth(points.x[point]!) : NaN;
  const actual = points.kind === 'validation' ? validation.y[i]! : fromFunction;
  return {
    point,
    target: column.name,
    features: features.map((feature, d) => shownValue(data, feature, points.x[point * features.length + d]!)),
    values: [
      ...[actual, predictions.sample[i]!, predictions.off[i]!, predictions.mean[i]!].map((value) =>
        shownValue(data, column, value),
      ),
      shownDifference(data, column, predictions.deviation[i]!),
    ],
  };
}
