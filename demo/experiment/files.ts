import type { FileReader } from '../../src/data/types';
import { ThetascapeError } from '../../src/errors';

const MOST_BYTES = 1e9;
/** Bytes at the start of a file that its fingerprint is made of. */
const FINGERPRINTED = 2 ** 24;

interface KeptFile {
  file: File;
  fingerprint: string;
}

/** Files that were dropped, chosen or pasted: they live in memory as long as the page does. */
export class DroppedFiles implements FileReader {
  readonly #files = new Map<string, KeptFile>();

  /**
   * Keeps a file under its name, in place of one that has the same.
   *
   * @returns what undoes it
   * @throws ThetascapeError when it is too large to train on
   */
  async add(file: File): Promise<() => void> {
    if (file.size > MOST_BYTES) {
      const size = (file.size / 1e9).toFixed(1);
      throw new ThetascapeError(
        `${file.name} has ${size} GB, but at most 1 GB can be read; take fewer rows or columns.`,
      );
    }
    const fingerprint = await fingerprintOf(file);
    const before = this.#files.get(file.name);
    this.#files.set(file.name, { file, fingerprint });
    return () => {
      if (before) this.#files.set(file.name, before);
      else this.#files.delete(file.name);
    };
  }

  has(name: string): boolean {
    return this.#files.has(name);
  }

  /** 12 hexadecimal digits that tell a link's visitor whether a file is the same; nothing for a file that is not here. */
  fingerprint(name: string): string | undefined {
    return this.#files.get(name)?.fingerprint;
  }

  async *readText(name: string): AsyncGenerator<string> {
    const reader = this.#find(name).stream().pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  }

  async readBytes(name: string): Promise<Uint8Array> {
    return new Uint8Array(await this.#find(name).arrayBuffer());
  }

  #find(name: string): File {
    const kept = this.#files.get(name);
    if (!kept)
      throw new ThetascapeError(`The file "${name}" is not here: drop it on the page, or choose it under the data.`);
    return kept.file;
  }
}

/** Of the SHA-256 of its first 16 MiB. */
async function fingerprintOf(file: File): Promise<string> {
  const start = await file.slice(0, FINGERPRINTED).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', start));
  return [...hash.subarray(0, 6)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
