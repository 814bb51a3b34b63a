import { version } from '../../package.json';
import { dataChecksum } from '../../src/journal/data-checksum';
import { sha256 } from '../../src/journal/directory';
import { opfsDirectory } from '../../src/journal/directory-opfs';
import { readJournal } from '../../src/journal/journal';
import { finishedModels, specOf, type JournalHeader, type JournalRecord, type Maker } from '../../src/journal/records';
import type { Run } from '../../src/index';
import { specDocument } from '../../src/spec';

/** A run that the browser keeps, as its journal tells of it. */
export interface KeptRun {
  /** Of its folder. */
  id: string;
  header: JournalHeader;
  records: readonly JournalRecord[];
  /** What it trains, with the changes that were made meanwhile: a document. */
  spec: unknown;
  /** Models that are trained to their end. */
  finished: number;
  bytes: number;
  /** When it was written to last, in milliseconds since 1970. */
  changed: number;
}

export const isWhole = ({ header, finished }: KeptRun): boolean => finished === header.models;

/** Null where nothing is kept yet that one could go on from. */
export async function readKeptRun(id: string, folder: FileSystemDirectoryHandle): Promise<KeptRun | null> {
  const { header, records } = await readJournal(opfsDirectory(folder));
  if (!header || records.length === 0) return null;
  const { bytes, changed } = await sizeOf(folder);
  return { id, header, records, spec: specOf({ header, records }), finished: finishedModels(records), bytes, changed };
}

/** Who is to train a run in this page. */
export function pageMaker(run: Run): Maker {
  const { adapter, kernels } = run.results();
  return { thetascape: version, commit: null, webgpu: navigator.userAgent, adapter: { ...adapter }, kernels };
}

export function pageHeader(run: Run): JournalHeader {
  return {
    journal: 1,
    maker: pageMaker(run),
    data: dataChecksum(run.datasets),
    spec: specDocument(run.spec),
    models: run.plan.models,
    command: null,
    keeps: { stepLosses: false, rowsOnly: false, weights: false },
  };
}

/** 16 hexadecimal digits that are the same for what trains the same models on the same data. */
export async function fingerprintOf(spec: unknown, data: string): Promise<string> {
  const digest = await sha256(new TextEncoder().encode(JSON.stringify([spec, data])));
  return digest.slice(0, 16);
}

async function sizeOf(folder: FileSystemDirectoryHandle): Promise<{ bytes: number; changed: number }> {
  const total = { bytes: 0, changed: 0 };
  for await (const entry of folder.values()) {
    const own = entry.kind === 'directory' ? await sizeOf(entry) : await sizeOfFile(entry);
    total.bytes += own.bytes;
    total.changed = Math.max(total.changed, own.changed);
  }
  return total;
}

async function sizeOfFile(entry: FileSystemFileHandle): Promise<{ bytes: number; changed: number }> {
  const { size, lastModified } = await entry.getFile();
  return { bytes: size, changed: lastModified };
}
