export { rowFiles, writeRows, type RowsSummary } from './rows-node';
export { writeRun, type WriteOptions } from './write-run-node';
