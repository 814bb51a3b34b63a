import { ThetascapeError } from '../../src/errors';
import type { FileReader } from '../../src/data/types';

/** Files that live in memory; each comes in pieces of `pieceLength` characters. */
export function memoryFiles(texts: Record<string, string>, pieceLength = 1 << 20): FileReader {
  return {
    async *readText(path) {
      const text = texts[path];
      if (text === undefined) throw new ThetascapeError(`${path} cannot be read.`);
      for (let start = 0; start < text.length; start += pieceLength) yield text.slice(start, start + pieceLength);
    },
    readBytes(path) {
      return Promise.reject(new ThetascapeError(`${path} cannot be read.`));
    },
  };
}
