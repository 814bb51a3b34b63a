import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from '../journal/crc32';
import { readSafetensors } from '../tensors/safetensors';
import type { OpenRun } from './open-run-node';

const WEIGHTS = /^weights(\.|\/\d+\.)safetensors$/;

/** A checksum of the trained parameters of each model, by its index; empty where a run kept none. */
export async function weightsChecksums({ path, files }: OpenRun): Promise<Map<number, number>> {
  const checksums = new Map<number, number>();
  for (const file of files.filter((own) => WEIGHTS.test(own.path))) {
    const place = join(path, file.path);
    for (const [name, { data }] of readSafetensors(await readFile(place), place)) {
      const model = Number(/^model(\d+)\//.exec(name)?.[1]);
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      checksums.set(model, crc32(bytes, checksums.get(model)));
    }
  }
  return checksums;
}
