import { open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from './atomic-write-node';
import { formatRecord, parseJournal, type JournalHeader, type JournalRecord, type ParsedJournal } from './records';
import { codeOf, explained } from './refusals-node';

export const JOURNAL = 'journal.ndjson';
/** What was cut off a journal's end, kept aside. */
export const CUT = 'journal.cut';

/** The journal of a run directory, open for more. */
export class Journal {
  private constructor(
    private readonly file: FileHandle,
    readonly header: JournalHeader,
    readonly records: JournalRecord[],
    /** Bytes that were cut off its end: a record that was being written, or damage. */
    readonly cut: number,
    private checksum: number,
  ) {}

  static async begin(directory: string, header: JournalHeader): Promise<Journal> {
    const { line, checksum } = formatRecord(header, 0);
    const path = join(directory, JOURNAL);
    await explained(directory, writeAtomically(path, [line]));
    return new Journal(await explained(directory, open(path, 'a')), header, [], 0, checksum);
  }

  /**
   * Opens the journal of a directory, or null where there is none with a header that is whole. What is torn or damaged
   * at its end is cut off first, since a record after it would never be read.
   *
   * @throws ThetascapeError when a later version wrote it
   */
  static async open(directory: string): Promise<Journal | null> {
    const path = join(directory, JOURNAL);
    const bytes = await readIfThere(path);
    const { header, records, bytes: whole, checksum } = parseJournal(bytes, path);
    if (!header) return null;
    if (whole < bytes.length) {
      await writeAtomically(join(directory, CUT), [bytes.subarray(whole)]);
      await truncate(path, whole);
    }
    const file = await open(path, 'a');
    await file.sync();
    return new Journal(file, header, records, bytes.length - whole, checksum);
  }

  /** Returns when the record is on the disk. */
  async append(record: JournalRecord): Promise<void> {
    const { line, checksum } = formatRecord(record, this.checksum);
    await this.file.writeFile(line);
    await this.file.datasync();
    this.checksum = checksum;
    this.records.push(record);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** What the journal of a directory holds, as it lies there; nothing where there is none. */
export async function readJournal(directory: string): Promise<ParsedJournal> {
  const path = join(directory, JOURNAL);
  return parseJournal(await readIfThere(path), path);
}

async function readIfThere(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return new Uint8Array();
    throw error;
  }
}
