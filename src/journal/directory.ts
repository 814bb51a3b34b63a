/** What the files of a run are written through: the seam below which a platform's file system lies. */

export interface Written {
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

/** A file that is open at its end. */
export interface Appender {
  /** Returns when the text is where it outlives a power failure; when it fails, a part of it may be written. */
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

/** A directory, whose files are named by their paths below it, with forward slashes. */
export interface Directory {
  /** For errors. */
  readonly name: string;
  /** The bytes of a file, or null where there is none. */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Writes a file so that its name holds the old content or the new one, never a part. Folders are made as needed. */
  write(path: string, pieces: Iterable<string | Uint8Array>): Promise<Written>;
  /** Opens a file, with all that it holds where it outlives a power failure. */
  open(path: string): Promise<Appender>;
  truncate(path: string, bytes: number): Promise<void>;
  /** Names of the files of a folder; none where there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** Removes a file, if it is there. */
  remove(path: string): Promise<void>;
  /** Turns what the platform refuses into one sentence about the directory; other errors pass. */
  explained<T>(work: Promise<T>): Promise<T>;
}

/** In hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
