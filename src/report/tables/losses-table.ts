import { recorded } from '../../metrics/summary';
import type { ModelResult } from '../../metrics/types';
import type { Table } from '../../metrics/table';

/** A row per model and epoch: mean batch MSE while training and MSE of the validation rows, in the network's units. */
export function lossesTable(models: readonly ModelResult[]): Table {
  const epochs = models.map((result) => trainedEpochs(result));
  const rows = epochs.reduce((sum, n) => sum + n, 0);
  const [model, epoch] = [new Int32Array(rows), new Int32Array(rows)];
  const [train, validation] = [new Float64Array(rows), new Float64Array(rows)];
  let row = 0;
  for (const [i, result] of models.entries()) {
    for (let e = 0; e < epochs[i]!; e++, row++) {
      model[row] = result.model.index;
      epoch[row] = e + 1;
      train[row] = result.trainLoss[e]!;
      validation[row] = result.validationLoss[e] ?? NaN;
    }
  }
  return {
    rows,
    columns: [
      { name: 'model', type: 'integer', cells: model },
      { name: 'epoch', type: 'integer', cells: epoch },
      { name: 'train', type: 'number', cells: train },
      { name: 'validation', type: 'number', cells: validation },
    ],
  };
}

/** A row per model and optimizer step: the MSE of the step's batch, in the network's units. */
export function stepLossesTable(models: readonly ModelResult[]): Table {
  const rows = models.reduce((sum, { stepLoss }) => sum + stepLoss.length, 0);
  const [model, step, loss] = [new Int32Array(rows), new Int32Array(rows), new Float64Array(rows)];
  let row = 0;
  for (const result of models) {
    for (let s = 0; s < result.stepLoss.length; s++, row++) {
      model[row] = result.model.index;
      step[row] = s + 1;
      loss[row] = result.stepLoss[s]!;
    }
  }
  return {
    rows,
    columns: [
      { name: 'model', type: 'integer', cells: model },
      { name: 'step', type: 'integer', cells: step },
      { name: 'loss', type: 'number', cells: loss },
    ],
  };
}

/** A diverged model keeps its NaN epochs; a stopped one ends with its last. */
function trainedEpochs({ divergedAt, trainLoss }: ModelResult): number {
  return divergedAt === null ? recorded(trainLoss).length : trainLoss.length;
}
