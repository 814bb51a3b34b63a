import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ThetascapeError } from './errors';
import { requestNodeAdapter } from './gpu/node-gpu';
import type { Platform } from './platform';

/** Node: Dawn's adapters and the file system. */
export const nodePlatform: Platform = {
  requestAdapter: requestNodeAdapter,
  files: {
    async *readText(path) {
      try {
        yield* createReadStream(path, { encoding: 'utf8' });
      } catch (error) {
        throw unreadable(path, error);
      }
    },
    async readBytes(path) {
      try {
        return await readFile(path);
      } catch (error) {
        throw unreadable(path, error);
      }
    },
  },
};

function unreadable(path: string, error: unknown): ThetascapeError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = { ENOENT: 'it does not exist', EACCES: 'permission is denied', EISDIR: 'it is a folder' }[code];
  return new ThetascapeError(
    `The file "${path}" cannot be read: ${reason ?? String(error)}; check the path in the spec.`,
  );
}
