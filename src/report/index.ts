export { compareRuns, isSame, type RunComparison } from './compare-runs';
export { openRun, type OpenRun } from './open-run-node';
export { rowFiles, writeRows, type RowsSummary } from './rows-node';
export { writeRun, type WriteOptions } from './write-run-node';
