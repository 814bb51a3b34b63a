import { log10Loss, minimum } from '../../src/metrics/statistics';
import { columnOf, type Cell, type Table } from '../../src/metrics/table';
import type { LiveModel } from '../../src/views/live-model';
import type { LiveRun } from '../../src/views/live-run';

/** What the page knows of the models that it trained, by the names of the files of a run; those that have begun. */
export function liveTable({ models }: LiveRun): Table {
  const rows = models.filter(({ epochs }) => epochs > 0).map((model) => new Map(cellsOf(model)));
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const columns = names.map((name) =>
    columnOf(
      name,
      rows.map((row) => row.get(name) ?? null),
    ),
  );
  return { rows: rows.length, columns };
}

function cellsOf(live: LiveModel): [string, Cell][] {
  const { model, epochs, stoppedAt, divergedAt } = live;
  const diverged = divergedAt !== null;
  const { train, validation } = diverged ? { train: NaN, validation: NaN } : live.lossAt(epochs);
  const density = live.densityAt(epochs);
  const { count: _, ...statistics } = live.statisticsAt(epochs) ?? { count: 0 };
  return [
    ['model', model.index],
    ['sweep', model.sweep],
    ['seed', model.seed],
    ['epochs', epochs],
    ['stoppedAt', stoppedAt],
    ['diverged', diverged],
    ...Object.entries(model.values),
    ['trainLoss.final', train],
    ['trainLoss.log10', log10Loss(train)],
    ['trainLoss.min', minimum(live.trainLoss.filter(Number.isFinite))],
    ['validationLoss.final', validation],
    ['validationLoss.log10', log10Loss(validation)],
    ['validationLoss.min', minimum(live.validationLoss.filter(Number.isFinite))],
    ['gap', validation - train],
    ['entropy', density?.entropy ?? NaN],
    ['divergence', density?.divergence ?? NaN],
    ...Object.entries(statistics).map(([key, value]): [string, Cell] => [`theta.${key}`, value]),
  ];
}
