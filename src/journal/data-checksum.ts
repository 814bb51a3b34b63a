import type { Dataset } from '../data/types';
import { crc32 } from './crc32';

/** Checksum of all rows of some data sets, in hexadecimal: it tells whether a file has changed. */
export function dataChecksum(datasets: readonly Dataset[]): string {
  const arrays = datasets.flatMap(({ train, validation }) => [train.x, train.y, validation.x, validation.y]);
  const bytes = arrays.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  return bytes.reduce((checksum, own) => crc32(own, checksum), 0).toString(16);
}
