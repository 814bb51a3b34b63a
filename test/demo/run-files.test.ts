/** What the explorer takes of the files of a run that is not finished. */
import { expect, test } from 'vitest';
import { runFiles, type PathFile } from '../../demo/explore/run-files';
import { endedFiles, formatRecord, type JournalHeader, type JournalRecord } from '../../src/journal/records';

const HEADER: JournalHeader = {
  journal: 1,
  maker: { thetascape: '0', commit: null, webgpu: '0', adapter: {}, kernels: [] },
  data: 'cafe',
  spec: { name: 'begun', seeds: 8 },
  models: 8,
  command: null,
  keeps: { stepLosses: false, rowsOnly: true, weights: false },
};
const named = (path: string) => ({ path, bytes: 1, sha256: 'ab'.repeat(32) });
const wave = (first: number, ...paths: string[]): JournalRecord => {
  return { record: 'wave', models: [[first, first + 1]], files: paths.map(named), seconds: 1 };
};
const rung = (first: number, path: string): JournalRecord => {
  const decided = named('waves/decided-0-1.bin');
  return { record: 'rung', models: [[first, first]], files: [named(path)], decided, state: null, seconds: 2 };
};

function journal(...records: JournalRecord[]): PathFile {
  let [lines, previous] = ['', 0];
  for (const record of [HEADER, ...records]) {
    const { line, checksum } = formatRecord(record, previous);
    [lines, previous] = [lines + line, checksum];
  }
  return fileAt('run/journal.ndjson', lines);
}
const fileAt = (path: string, content = 'x'): PathFile => ({ path, file: new File([content], path) });
const pathsOf = async (files: readonly PathFile[]) => (await runFiles(files)).parts.map(({ path }) => path);

const FIRST = 'waves/models-00000000.parquet';
const SECOND = 'waves/models-00000002.parquet';
const RESULTS = 'waves/results-0.bin';

test('rows that the journal names, those of rungs too, before a table that may be older', async () => {
  const files = [
    journal(wave(0, FIRST), rung(2, SECOND)),
    ...[FIRST, SECOND, 'waves/models-00000004.parquet', 'models/00000000.parquet'].map((path) => fileAt(`run/${path}`)),
  ];
  const { name, spec, soFar, parts } = await runFiles(files);
  expect([name, spec?.seeds.count, soFar]).toEqual(['begun', 8, { trained: 3, models: 8 }]);
  expect(parts.map(({ path }) => path)).toEqual([`run/${FIRST}`, `run/${SECOND}`]);
});

test('results where there are no rows, unless the run left a table when it was stopped', async () => {
  const files = [journal(wave(0, RESULTS)), fileAt(`run/${RESULTS}`)];
  expect(await pathsOf(files)).toEqual([`run/${RESULTS}`]);
  expect(await pathsOf([...files, fileAt('run/models.parquet')])).toEqual(['run/models.parquet']);
});

test('a run of which nothing is finished, or a file is missing, is refused with a sentence', async () => {
  await expect(runFiles([journal()])).rejects.toThrow('begun has no finished models yet, of 8');
  await expect(runFiles([journal(wave(0, FIRST))])).rejects.toThrow(
    '1 file that the journal of begun names is not here',
  );
});

test('a wave that was trained again is there once', () => {
  const again = { ...named(FIRST), bytes: 2 };
  expect(endedFiles([wave(0, FIRST), { record: 'wave', models: [[0, 1]], files: [again], seconds: 3 }])).toEqual([
    again,
  ]);
});
