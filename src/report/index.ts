export { compareRuns, isSame, type RunComparison } from './compare-runs-node';
export { finishedRun, openRun, type OpenRun } from './open-run-node';
export { rowFiles, storedRows, writeRows, type RowFile, type RowsSummary } from './rows-node';
export { lastMakerOf } from './run-manifest';
export { checkShards, openShards, readFileOf, type FinishedShard } from './shards-node';
export { writeRun, type WriteOptions } from './write-run-node';
