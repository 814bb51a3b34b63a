/**
 * The journal of a run: one line per record, `<checksum> <JSON>`, the first one its header. A line's checksum is the
 * CRC-32 of all JSON up to its end, so that a line which is damaged, missing, repeated or out of place ends what is read.
 */
import * as v from 'valibot';
import { ThetascapeError } from '../errors';
import { RangeSet } from '../ranges';
import { crc32 } from './crc32';

export const JOURNAL_FORMAT = 1;

const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Which part of the spec's models is trained in a directory, where it is not all of them. */
const SHARD = v.nullish(v.object({ index: COUNT, of: COUNT }));
/** What is kept of the models beside the row of each. */
export const KEEPS = v.object({
  /** The loss of every step. */
  stepLosses: v.boolean(),
  /** Not all of a result, but the row of a table, of which each wave writes its part; and weights, if asked for. */
  rowsOnly: v.boolean(),
  weights: v.boolean(),
});
/** A path below the run directory, as this program makes them. */
const PATH = v.pipe(v.string(), v.regex(/^[a-z]+\/[a-z0-9-]+\.[a-z]+$/));
const FILE = v.object({ path: PATH, bytes: COUNT, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) });
/** Models by their places in the plan's order, as ranges `[first, last]` that ascend. */
const MODELS = v.pipe(
  v.array(v.tuple([COUNT, COUNT])),
  v.check((ranges) => ranges.every(([first, last], i) => first > (ranges[i - 1]?.[1] ?? -1) && first <= last)),
);

export const MAKER = v.object({
  thetascape: v.string(),
  /** Of its sources, when it runs from a checkout. */
  commit: v.nullable(v.string()),
  /** Version of the WebGPU implementation. */
  webgpu: v.string(),
  /** Of the adapter, as it describes itself; drivers put their version there. */
  adapter: v.record(v.string(), v.union([v.string(), v.boolean()])),
  kernels: v.array(v.string()),
});

const HEADER = v.object({
  journal: v.literal(JOURNAL_FORMAT),
  /** All that the bits of a result depend on beside the spec and the data. */
  maker: MAKER,
  /** Checksum of the rows that are trained and validated on. */
  data: v.string(),
  spec: v.unknown(),
  /** How many models are trained: those that the spec stands for, or those of its shard. */
  models: COUNT,
  /** The command line that began the run. */
  command: v.nullable(v.string()),
  keeps: KEEPS,
  shard: SHARD,
});

const RECORD = v.variant('record', [
  /** Models that are trained to their end, in these files; `seconds` is how long the run has trained by then. */
  v.object({ record: v.literal('wave'), models: MODELS, files: v.array(FILE), seconds: v.number() }),
  /** The state of a wave in progress. */
  v.object({ record: v.literal('checkpoint'), models: MODELS, epoch: COUNT, file: FILE, seconds: v.number() }),
  /** A segment that came to a rung: models that end there, in `files`, what was decided, and the state of those that go on. */
  v.object({
    record: v.literal('rung'),
    models: MODELS,
    files: v.array(FILE),
    decided: FILE,
    state: v.nullable(FILE),
    seconds: v.number(),
  }),
  /** From here on this spec is trained: the one before, with a change more. */
  v.object({ record: v.literal('spec'), spec: v.unknown() }),
  /** From here on another adapter, driver or version trains. */
  v.object({ record: v.literal('maker'), maker: MAKER }),
]);

/** What the bits of a result depend on beside the spec and the data: the same maker makes the same ones. */
export type Maker = v.InferOutput<typeof MAKER>;
export type JournalHeader = v.InferOutput<typeof HEADER>;
export type JournalRecord = v.InferOutput<typeof RECORD>;
export type JournalFile = v.InferOutput<typeof FILE>;

export interface ParsedJournal {
  /** Null when not even that is whole. */
  header: JournalHeader | null;
  records: JournalRecord[];
  /** Bytes up to the end of the last record that is whole; what follows was torn or damaged. */
  bytes: number;
  /** What the next line's checksum continues. */
  checksum: number;
}

/** A record as its line, and the checksum that the next one continues. */
export function formatRecord(record: JournalHeader | JournalRecord, previous: number) {
  const json = JSON.stringify(record);
  const checksum = crc32(new TextEncoder().encode(json), previous);
  return { line: `${hexadecimal(checksum)} ${json}\n`, checksum };
}

/**
 * Reads a journal up to the first line that is not whole.
 *
 * @param where the file's name, for errors
 * @throws ThetascapeError when a later version wrote it
 */
export function parseJournal(bytes: Uint8Array, where: string): ParsedJournal {
  const parsed: ParsedJournal = { header: null, records: [], bytes: 0, checksum: 0 };
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, parsed.bytes)) {
    const line = readLine(bytes.subarray(parsed.bytes, end), parsed.checksum);
    if (!line) break;
    if (parsed.header) parsed.records.push(known(RECORD, line.value, where));
    else parsed.header = known(HEADER, line.value, where);
    parsed.bytes = end + 1;
    parsed.checksum = line.checksum;
  }
  return parsed;
}

const NEWLINE = 0x0a;
const CHECKSUM_LENGTH = 8;

const hexadecimal = (checksum: number): string => checksum.toString(16).padStart(CHECKSUM_LENGTH, '0');

/** The value of a line and its checksum, or null when they do not belong together. */
function readLine(line: Uint8Array, previous: number): { value: unknown; checksum: number } | null {
  const json = line.subarray(CHECKSUM_LENGTH + 1);
  const checksum = crc32(json, previous);
  const start = new TextDecoder().decode(line.subarray(0, CHECKSUM_LENGTH + 1));
  if (start !== `${hexadecimal(checksum)} `) return null;
  try {
    return { value: JSON.parse(new TextDecoder().decode(json)), checksum };
  } catch {
    return null; // damage that a checksum does not show, such as a line of nothing
  }
}

function known<T extends v.GenericSchema>(schema: T, value: unknown, where: string): v.InferOutput<T> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  throw new ThetascapeError(
    `The journal "${where}" is of another version of thetascape: go on with that version, or begin again with --replace.`,
  );
}

/** What is trained, with the changes that were made while it was. */
export const specOf = ({ header, records }: { header: JournalHeader; records: readonly JournalRecord[] }): unknown =>
  records.findLast((record) => record.record === 'spec')?.spec ?? header.spec;

/** The files that a record names. */
export function filesIn(record: JournalRecord): JournalFile[] {
  if (record.record === 'rung') return [...record.files, record.decided, ...(record.state ? [record.state] : [])];
  if (record.record === 'wave') return record.files;
  return record.record === 'checkpoint' ? [record.file] : [];
}

/** The files of models that came to their end; of one that was written twice, as it is now. */
export function endedFiles(records: readonly JournalRecord[]): JournalFile[] {
  const ended = records.filter((record) => record.record === 'wave' || record.record === 'rung');
  return [...new Map(ended.flatMap(({ files }) => files).map((file) => [file.path, file])).values()];
}

/** How many models were trained to their end. */
export function finishedModels(records: readonly JournalRecord[]): number {
  const finished = new RangeSet();
  for (const record of records) {
    if (record.record === 'wave' || record.record === 'rung') finished.add(record.models);
  }
  return finished.size;
}
