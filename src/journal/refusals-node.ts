import { ThetascapeError } from '../errors';

const REASONS: Record<string, string> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EFBIG: 'no files of this size are allowed there',
  ENOENT: 'no directory can be made there',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'it is a file',
  EISDIR: 'a file of the run is a directory there',
  EIO: 'the disk reports an error',
  EINVAL: 'its file system refuses it',
  ENAMETOOLONG: 'its name is too long',
};

/**
 * Turns what the operating system refuses into one sentence about the directory; other errors pass.
 *
 * @param advice what to do about it
 */
export async function explained<T>(path: string, work: Promise<T>, advice = 'name another one with --out'): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const reason = REASONS[codeOf(error)];
    if (reason === undefined) throw error;
    throw unwritable(path, reason, advice);
  }
}

/** What to do where a run can go on. */
export const goOn = (path: string): string => `mend that and go on with "thetascape resume ${path}"`;

export function unwritable(path: string, reason: string, advice = 'name another one with --out'): ThetascapeError {
  return new ThetascapeError(`The directory "${path}" cannot be written: ${reason}; ${advice}.`);
}

/** The name of an operating system's error, or an empty string. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
