import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
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
  tunings: {
    read: () => readFile(tuningsPath(), 'utf8').catch(() => null),
    async write(text) {
      const path = tuningsPath();
      const temporary = `${path}.${process.pid}`;
      const written = mkdir(dirname(path), { recursive: true }).then(() => writeFile(temporary, text));
      await written.then(() => rename(temporary, path)).catch(() => {});
    },
  },
};

/** Where it is kept which kernels were the fastest: in THETASCAPE_CACHE or else the user's cache folder. */
export function tuningsPath({ env } = process): string {
  const folder = env['THETASCAPE_CACHE'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'thetascape');
  return join(folder, 'tunings.json');
}

function unreadable(path: string, error: unknown): ThetascapeError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = { ENOENT: 'it does not exist', EACCES: 'permission is denied', EISDIR: 'it is a folder' }[code];
  return new ThetascapeError(
    `The file "${path}" cannot be read: ${reason ?? String(error)}; check the path in the spec.`,
  );
}
