/** Files as one: ustar, the format of POSIX.1-1988, which every system unpacks. */

const BLOCK = 512;

export interface ArchivedFile {
  /** At most 100 bytes of ASCII. */
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The pieces of an archive of these files. */
export function tar(files: readonly ArchivedFile[]): Uint8Array<ArrayBuffer>[] {
  const pieces = files.flatMap(({ path, bytes }) => [
    header(path, bytes.length),
    bytes,
    new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK),
  ]);
  return [...pieces, new Uint8Array(2 * BLOCK)];
}

function header(path: string, size: number): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string) => block.set(new TextEncoder().encode(text), at);
  put(0, path);
  put(100, octal(0o644, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(0, 11));
  put(148, ' '.repeat(8)); // what the checksum counts in its own place
  put(156, '0');
  put(257, 'ustar\x0000');
  put(
    148,
    `${octal(
      block.reduce((sum, byte) => sum + byte, 0),
      6,
    )}\0`,
  );
  return block;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
