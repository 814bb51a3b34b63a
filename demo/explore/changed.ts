import { ThetascapeError } from '../../src/errors';

/** Why a browser does not read a file on: a run writes, or has come to its end and removed what it had kept. */
export const changedMeanwhile = (path: string): ThetascapeError =>
  new ThetascapeError(`${path} was written to, moved or removed since it was opened: open the directory once more.`);
