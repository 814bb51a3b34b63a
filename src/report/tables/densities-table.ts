import { gridPoints } from '../../metrics/density';
import type { RunSummary } from '../../metrics/summary';
import type { Table } from '../../metrics/table';

/**
 * A row per model and grid point: probability (they sum to 1 over the grid) and its natural logarithm, of the trained
 * and of the initial parameters. Models with a weight that is not finite have no rows.
 */
export function densitiesTable({ grid, models }: RunSummary): Table {
  const theta = gridPoints(grid);
  const shown = models.filter(({ density }) => density !== null);
  const rows = shown.length * grid.points;
  const model = new Int32Array(rows);
  const at = new Float64Array(rows);
  const [log, initialLog] = [new Float64Array(rows), new Float64Array(rows)];
  for (const [i, { result, density }] of shown.entries()) {
    const start = i * grid.points;
    model.fill(result.model.index, start, start + grid.points);
    at.set(theta, start);
    log.set(density!.log, start);
    initialLog.set(density!.initialLog, start);
  }
  return {
    rows,
    columns: [
      { name: 'model', type: 'integer', cells: model },
      { name: 'theta', type: 'number', cells: at },
      { name: 'density', type: 'number', cells: log.map(Math.exp) },
      { name: 'logDensity', type: 'number', cells: log },
      { name: 'initialDensity', type: 'number', cells: initialLog.map(Math.exp) },
      { name: 'initialLogDensity', type: 'number', cells: initialLog },
    ],
  };
}
