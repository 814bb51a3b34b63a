import { sha256, type Appender, type Directory } from '../../src/journal/directory';

const bytesOf = (piece: string | Uint8Array): Uint8Array =>
  typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;

/** A directory that is a map of files. */
export class MemoryDirectory implements Directory {
  readonly name = 'memory';

  constructor(readonly files = new Map<string, Uint8Array<ArrayBuffer>>()) {}

  async read(path: string) {
    return this.files.get(path) ?? null;
  }

  async write(path: string, pieces: Iterable<string | Uint8Array>) {
    const bytes = new Uint8Array(Buffer.concat([...pieces].map(bytesOf)));
    this.files.set(path, bytes);
    return { bytes: bytes.length, sha256: await sha256(bytes) };
  }

  async open(path: string): Promise<Appender> {
    return {
      append: async (text) => {
        const before = this.files.get(path) ?? new Uint8Array();
        this.files.set(path, new Uint8Array(Buffer.concat([before, bytesOf(text)])));
      },
      close: async () => {},
    };
  }

  async truncate(path: string, bytes: number) {
    this.files.set(path, this.files.get(path)!.slice(0, bytes));
  }

  async list(folder: string) {
    const inside = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`));
    return inside.map((path) => path.slice(folder.length + 1));
  }

  async remove(path: string) {
    this.files.delete(path);
  }

  async explained<T>(work: Promise<T>) {
    return work;
  }
}
