import { compareColumn, matchModels, type ColumnDifference, type Matching } from '../metrics/comparison';
import { isRecord, specDocument } from '../spec';
import type { OpenRun } from './open-run-node';
import { weightsChecksums } from './weights-checksums-node';

/** Where two specs have different values; undefined where one has none. */
export interface SpecDifference {
  path: string;
  a: unknown;
  b: unknown;
}

export interface RunComparison {
  spec: SpecDifference[];
  models: Pick<Matching, 'onlyA' | 'onlyB'> & { both: number };
  /** Columns of the models table that only one of them has. */
  columns: { onlyA: string[]; onlyB: string[] };
  /** Columns in which models differ, settings before metrics. */
  differences: ColumnDifference[];
  /** Models whose trained parameters differ, of those of which both runs kept them. */
  weights: number[];
  /** Other tables that both runs have, of which only hashes are compared. */
  files: { same: string[]; different: string[] };
}

/** Tables beside the models table that the same run makes the same, byte for byte. */
const COMPARABLE = /\.parquet$/;
const MODELS = /^models\b/;
/** The name of a sweep makes no model another one. */
const NAME = 'sweep';

/** Compares two runs model by model, one column at a time. */
export async function compareRuns(a: OpenRun, b: OpenRun): Promise<RunComparison> {
  const models = await a.models.numbers('model');
  const matching = matchModels(models, await b.models.numbers('model'));
  const [namesA, namesB] = [new Set(a.models.names), new Set(b.models.names)];
  const differences: ColumnDifference[] = [];
  for (const column of namesA.intersection(namesB)) {
    if (column === NAME) continue;
    const cells = [await a.models.cells(column), await b.models.cells(column)] as const;
    const difference = compareColumn(column, matching, models, ...cells);
    if (difference) differences.push(difference);
  }
  return {
    spec: specDifferences(specDocument(a.spec), specDocument(b.spec)),
    models: { both: matching.a.length, onlyA: matching.onlyA, onlyB: matching.onlyB },
    columns: { onlyA: [...namesA.difference(namesB)], onlyB: [...namesB.difference(namesA)] },
    differences,
    weights: await differentWeights(a, b),
    files: compareFiles(a, b),
  };
}

/** Whether every model is the same in both runs: each number within `tolerance`, or each bit if that is 0. */
export function isSame({ models, columns, differences, weights, files }: RunComparison, tolerance: number): boolean {
  const apart = [models.onlyA, models.onlyB, columns.onlyA, columns.onlyB].some(({ length }) => length > 0);
  if (tolerance > 0) return !apart && differences.every(({ relative }) => relative <= tolerance);
  return !apart && [differences, weights, files.different].every(({ length }) => length === 0);
}

async function differentWeights(a: OpenRun, b: OpenRun): Promise<number[]> {
  const [own, others] = [await weightsChecksums(a), await weightsChecksums(b)];
  const both = [...own.keys()].filter((model) => others.has(model));
  return both.filter((model) => own.get(model) !== others.get(model)).sort((one, two) => one - two);
}

function compareFiles(a: OpenRun, b: OpenRun): RunComparison['files'] {
  const hashes = new Map(b.files.map((file) => [file.path, file.sha256]));
  const both = a.files.filter(({ path }) => COMPARABLE.test(path) && !MODELS.test(path) && hashes.has(path));
  const paths = (same: boolean): string[] =>
    both.filter((file) => (file.sha256 === hashes.get(file.path)) === same).map(({ path }) => path);
  return { same: paths(true), different: paths(false) };
}

/** A list of numbers, as the values of an axis, is compared as a whole. */
function specDifferences(a: unknown, b: unknown, path = ''): SpecDifference[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const isList = Array.isArray(a) && Array.isArray(b);
  if (!isRecord(a) || !isRecord(b) || (isList && !a.every(isRecord))) return [{ path, a, b }];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const below = (key: string): string => (isList ? `${path}[${key}]` : path ? `${path}.${key}` : key);
  return keys.flatMap((key) => specDifferences(a[key], b[key], below(key)));
}
