/** A journal is read up to the first byte that is not as it was written, and never otherwise. */
import { assert, property, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../src/journal/crc32';
import { finishedModels, formatRecord, parseJournal } from '../../src/journal/records';
import type { JournalHeader, JournalRecord } from '../../src/journal/records';

const maker = { thetascape: '0', commit: null, webgpu: '0', adapter: { vendor: 'none', software: true }, kernels: [] };
const header: JournalHeader = {
  journal: 1,
  maker,
  data: 'cafe',
  spec: { name: 'ünïcode' },
  models: 300,
  command: null,
  keeps: { stepLosses: false, rowsOnly: false, weights: false },
};
const file = (name: string) => ({ path: `waves/${name}.bin`, bytes: 5, sha256: 'ab'.repeat(32) });
const records: JournalRecord[] = [
  { record: 'checkpoint', models: [[0, 99]], epoch: 3, file: file('state-0-3'), seconds: 1.5 },
  { record: 'wave', models: [[0, 99]], files: [file('results-0')], seconds: 3 },
  { record: 'maker', maker },
  {
    record: 'wave',
    models: [
      [100, 110],
      [200, 200],
    ],
    files: [file('results-100')],
    seconds: 4.25,
  },
];

/** The bytes of a journal, and where each of its lines ends. */
function written(lines: readonly (JournalHeader | JournalRecord)[]): { bytes: Uint8Array; ends: number[] } {
  let [text, checksum] = ['', 0];
  const ends = lines.map((record) => {
    const formatted = formatRecord(record, checksum);
    checksum = formatted.checksum;
    text += formatted.line;
    return Buffer.byteLength(text);
  });
  return { bytes: new TextEncoder().encode(text), ends };
}

const whole = written([header, ...records]);

/** What is to be read of the first `lines` lines. */
const expected = (lines: number) => ({
  header: lines > 0 ? header : null,
  records: records.slice(0, Math.max(0, lines - 1)),
  bytes: whole.ends[lines - 1] ?? 0,
});

const countOf = (lines: string[]) =>
  parseJournal(new TextEncoder().encode(`${lines.join('\n')}\n`), 'j').records.length;

describe('a journal', () => {
  test('is read as it was written', () => {
    expect(parseJournal(whole.bytes, 'j')).toMatchObject(expected(5));
    expect(finishedModels(records)).toBe(112);
  });

  test('that is cut at any byte holds the records before', () => {
    for (let length = 0; length <= whole.bytes.length; length++) {
      const lines = whole.ends.filter((end) => end <= length).length;
      expect(parseJournal(whole.bytes.subarray(0, length), 'j')).toMatchObject(expected(lines));
    }
  });

  test('of which any bit is flipped holds the records before', () => {
    for (let bit = 0; bit < 8 * whole.bytes.length; bit++) {
      const damaged = whole.bytes.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      const lines = whole.ends.filter((end) => end <= bit >> 3).length;
      expect(parseJournal(damaged, 'j')).toMatchObject(expected(lines));
    }
  });

  test('of which a line is missing, repeated or moved holds the records before', () => {
    const lines = new TextDecoder().decode(whole.bytes).split('\n').slice(0, -1);
    expect(countOf(lines.toSpliced(2, 1))).toBe(1);
    expect(countOf(lines.toSpliced(2, 0, lines[2]!))).toBe(2);
    expect(countOf([lines[0]!, lines[2]!, lines[1]!, lines[3]!])).toBe(0);
  });

  test('goes on where it was cut', () => {
    const { bytes, checksum } = parseJournal(whole.bytes.subarray(0, whole.ends[2]! + 7), 'j');
    const more = new TextEncoder().encode(formatRecord(records[3]!, checksum).line);
    const joined = Buffer.concat([whole.bytes.subarray(0, bytes), more]);
    expect(parseJournal(joined, 'j').records).toEqual([records[0], records[1], records[3]]);
  });

  test('of any bytes is read or not, and never breaks the reader', () => {
    assert(property(uint8Array({ maxLength: 300 }), (bytes) => parseJournal(bytes, 'j').header === null));
  });

  test('of a later version is refused, not cut off', () => {
    const json = new TextEncoder().encode(JSON.stringify({ ...header, journal: 2 }));
    const line = Buffer.concat([Buffer.from(`${crc32(json).toString(16).padStart(8, '0')} `), json, Buffer.from('\n')]);
    expect(() => parseJournal(line, 'runs/x/journal.ndjson')).toThrow(
      'The journal "runs/x/journal.ndjson" is of another version of thetascape',
    );
  });
});

test('the checksum is CRC-32, and can be continued', () => {
  const bytes = new TextEncoder().encode('123456789');
  expect(crc32(bytes)).toBe(0xcbf4_3926);
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf4_3926);
});
