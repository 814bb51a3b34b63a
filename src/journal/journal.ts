import type { Appender, Directory } from './directory';
import { formatRecord, parseJournal, type JournalHeader, type JournalRecord, type ParsedJournal } from './records';

export const JOURNAL = 'journal.ndjson';
/** What was cut off a journal's end, kept aside. */
export const CUT = 'journal.cut';

/** The journal of a run directory, open for more. */
export class Journal {
  private constructor(
    private readonly file: Appender,
    readonly header: JournalHeader,
    readonly records: JournalRecord[],
    /** Bytes that were cut off its end: a record that was being written, or damage. */
    readonly cut: number,
    private checksum: number,
  ) {}

  static async begin(directory: Directory, header: JournalHeader): Promise<Journal> {
    const { line, checksum } = formatRecord(header, 0);
    await directory.write(JOURNAL, [line]);
    return new Journal(await directory.open(JOURNAL), header, [], 0, checksum);
  }

  /**
   * Opens the journal of a directory, or null where there is none with a header that is whole. What is torn or damaged
   * at its end is cut off first, since a record after it would never be read.
   *
   * @throws ThetascapeError when a later version wrote it
   */
  static async open(directory: Directory): Promise<Journal | null> {
    const bytes = await read(directory);
    const { header, records, bytes: whole, checksum } = parse(directory, bytes);
    if (!header) return null;
    if (whole < bytes.length) {
      await directory.write(CUT, [bytes.subarray(whole)]);
      await directory.truncate(JOURNAL, whole);
    }
    return new Journal(await directory.open(JOURNAL), header, records, bytes.length - whole, checksum);
  }

  /** Returns when the record is on the disk. */
  async append(record: JournalRecord): Promise<void> {
    const { line, checksum } = formatRecord(record, this.checksum);
    await this.file.append(line);
    this.checksum = checksum;
    this.records.push(record);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** What the journal of a directory holds, as it lies there; nothing where there is none. */
export async function readJournal(directory: Directory): Promise<ParsedJournal> {
  return parse(directory, await read(directory));
}

const read = async (directory: Directory): Promise<Uint8Array> => (await directory.read(JOURNAL)) ?? new Uint8Array();

const parse = ({ name }: Directory, bytes: Uint8Array): ParsedJournal => parseJournal(bytes, `${name}/${JOURNAL}`);
