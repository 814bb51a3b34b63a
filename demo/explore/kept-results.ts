/** Results of the waves that a run has finished which has its table only at its end. */
import type { AsyncBuffer } from 'hyparquet';
import { ThetascapeError } from '../../src/errors';
import type { ResultsReader } from '../../src/explore/results';
import { tableResults } from '../../src/explore/table-results';
import { Models, type Spec } from '../../src/spec';
import { DamagedError } from '../../src/journal/packed';
import { unpackResults, type KeptResult } from '../../src/journal/wave-files';
import { summariseLosses, type ModelSummary } from '../../src/metrics/summary';
import { modelsTable } from '../../src/report/tables/models-table';

/** Opens files of results as a table, without the columns that take a pass over the parameters. Throws ThetascapeError. */
export async function openKept(
  files: readonly { name: string; file: AsyncBuffer }[],
  spec: Spec,
): Promise<ResultsReader> {
  const models = new Models(spec);
  const rows: ModelSummary[] = [];
  for (const { name, file } of files) {
    const bytes = new Uint8Array(await file.slice(0, file.byteLength));
    for (const kept of resultsIn(bytes, name)) rows.push(rowOf(kept, models));
  }
  rows.sort((a, b) => a.result.model.index - b.result.model.index);
  return tableResults(modelsTable(rows), spec.name, spec);
}

function resultsIn(bytes: Uint8Array, name: string): KeptResult[] {
  try {
    return unpackResults(bytes);
  } catch (error) {
    if (error instanceof DamagedError) throw new ThetascapeError(`${name} is damaged: ${error.message}.`);
    throw error;
  }
}

function rowOf({ index, ...kept }: KeptResult, models: Models): ModelSummary {
  // which data set it is, and what it started from, takes all of the data to say
  const result = { model: models.at(index), dataset: NaN, initialWeights: new Float32Array(), ...kept };
  const diverged = kept.divergedAt !== null || !kept.weights.every(Number.isFinite);
  return { ...summariseLosses(result, diverged), density: null, moved: NaN };
}
