import { sha256, type Directory } from '../../src/journal/directory';
import { DirectoryStore } from '../../src/journal/directory-store';
import { Journal, JOURNAL } from '../../src/journal/journal';
import { resultFiles } from '../../src/journal/wave-files';
import type { ArchivedFile } from '../../src/journal/tar';
import type { Run } from '../../src/index';
import { pageHeader } from './kept-run';

/** The files of a run directory with what a run has in memory: the waves that are trained to their end. */
export async function filesInMemory(run: Run): Promise<ArchivedFile[]> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const directory = memoryDirectory(files);
  const journal = await Journal.begin(directory, pageHeader(run));
  const store = await DirectoryStore.open(directory, journal, resultFiles(false));
  const results = new Map(run.results().models.map((result) => [result.model.index, result]));
  for (const { models, places } of run.plan.waves) {
    const own = models.flatMap((model) => results.get(model) ?? []);
    if (own.length === models.length) await store.keepResults(places, own, run.results().timings.trainingSeconds);
  }
  return [...files].map(([path, bytes]) => ({ path, bytes })).sort((a) => (a.path === JOURNAL ? -1 : 0));
}

function memoryDirectory(files: Map<string, Uint8Array<ArrayBuffer>>): Directory {
  return {
    name: 'memory',
    read: async (path) => files.get(path) ?? null,
    write: async (path, pieces) => {
      const bytes = await join(pieces);
      files.set(path, bytes);
      return { bytes: bytes.length, sha256: await sha256(bytes) };
    },
    open: async (path) => ({
      append: async (text) => void files.set(path, await join([files.get(path) ?? '', text])),
      close: async () => {},
    }),
    truncate: async (path, bytes) => void files.set(path, files.get(path)!.slice(0, bytes)),
    list: async () => [],
    remove: async (path) => void files.delete(path),
    explained: (work) => work,
  };
}

async function join(pieces: Iterable<string | Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts = Array.from(pieces, (piece) => (typeof piece === 'string' ? piece : new Uint8Array(piece)));
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
