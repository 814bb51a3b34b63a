import { open, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from './atomic-write-node';
import type { Appender, Directory } from './directory';
import { codeOf, explained, goOn } from './refusals-node';

/** A directory of the operating system, that of a run which can be resumed. */
export function nodeDirectory(path: string): Directory {
  const of = (file: string): string => join(path, file);
  return {
    name: path,
    read: async (file) => readFile(of(file)).catch(unlessMissing(null)),
    write: async (file, pieces) => writeAtomically(of(file), pieces),
    open: async (file) => openAtEnd(of(file)),
    truncate: async (file, bytes) => truncate(of(file), bytes),
    list: async (folder) => readdir(of(folder)).catch(unlessMissing([])),
    remove: async (file) => rm(of(file), { force: true }),
    explained: async (work) => explained(path, work, goOn(path)),
  };
}

async function openAtEnd(path: string): Promise<Appender> {
  const file = await open(path, 'a');
  await file.sync();
  return {
    append: async (text) => {
      await file.writeFile(text);
      await file.datasync();
    },
    close: async () => file.close(),
  };
}

/** What stands for a file that is not there. */
function unlessMissing<T>(missing: T): (error: unknown) => T {
  return (error) => {
    if (codeOf(error) === 'ENOENT') return missing;
    throw error;
  };
}
