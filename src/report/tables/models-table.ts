import { log10Loss } from '../../metrics/statistics';
import type { ThetaStatistics } from '../../metrics/types';
import type { ModelSummary } from '../../metrics/summary';
import { columnOf, type Cell, type Table, type TableColumn } from '../../metrics/table';

/**
 * A row per model: every setting, by its path in the spec, and every metric. A path that only some models have (layers
 * of deeper networks, axes of other sweeps) is empty for the others.
 */
export function modelsTable(models: readonly ModelSummary[]): Table {
  return { rows: models.length, columns: [identity, settings, metrics].flatMap((part) => columnsOf(models, part)) };
}

function columnsOf(models: readonly ModelSummary[], part: (summary: ModelSummary) => [string, Cell][]): TableColumn[] {
  const rows = models.map((summary) => new Map(part(summary)));
  const names = new Set(rows.flatMap((row) => [...row.keys()]));
  return [...names].map((name) =>
    columnOf(
      name,
      rows.map((row) => row.get(name) ?? null),
    ),
  );
}

function identity({ result, diverged }: ModelSummary): [string, Cell][] {
  const { model, steps, stoppedAt, divergedAt, trainLoss } = result;
  return [
    ['model', model.index],
    ['sweep', model.sweep],
    ['seed', model.seed],
    ['key', model.key],
    ['dataset', result.dataset],
    ['epochs', trainLoss.length],
    ['steps', steps],
    ['stoppedAt', stoppedAt],
    ['diverged', diverged],
    ['divergedAt', divergedAt],
  ];
}

/** Every leaf of the setting, then the axes that are no leaf (one number that sets several layers). */
function settings({ result: { model } }: ModelSummary): [string, Cell][] {
  return [...leaves(model.setting, ''), ...Object.entries(model.values)];
}

function leaves(value: unknown, path: string): [string, Cell][] {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return [[path, value]];
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === 'string')) return [[path, JSON.stringify(value)]];
    return value.flatMap((item, i) => leaves(item, `${path}[${i}]`));
  }
  if (value === null) return [[path, null]];
  return Object.entries(value ?? {}).flatMap(([key, item]) => leaves(item, path ? `${path}.${key}` : key));
}

function metrics(summary: ModelSummary): [string, Cell][] {
  const { result, train, validation, gap, moved, density } = summary;
  return [
    ...losses('trainLoss', train),
    ...losses('validationLoss', validation),
    ['validationLoss.dropoutOn', result.validation.on],
    ['validationLoss.dropoutOff', result.validation.off],
    ['validationLoss.dropoutMean', result.validation.mean],
    ['gap', gap],
    ['entropy', density?.entropy ?? NaN],
    ['initialEntropy', density?.initialEntropy ?? NaN],
    ['divergence', density?.divergence ?? NaN],
    ['peak', density?.peak ?? NaN],
    ['initialLevel', density?.initialLevel ?? NaN],
    ['central', density?.central ?? NaN],
    ['outside', density?.outside ?? NaN],
    ['moved', moved],
    ...theta('theta', result.statistics.total),
    ...result.statistics.layers.flatMap((layer, l) => theta(`theta.layer[${l}]`, layer)),
  ];
}

function losses(name: string, { final, min, median }: ModelSummary['train']): [string, Cell][] {
  return [
    [`${name}.final`, final],
    [`${name}.log10`, log10Loss(final)],
    [`${name}.min`, min],
    [`${name}.median`, median],
  ];
}

function theta(name: string, statistics: ThetaStatistics): [string, Cell][] {
  return Object.entries(statistics).map(([key, value]: [string, number]) => [`${name}.${key}`, value]);
}
