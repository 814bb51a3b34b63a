import { ThetascapeError } from '../../src/errors';
import { columnsOf, dataOf } from './columns';
import { withValues } from './edits';
import type { Experiment } from './experiment';

/**
 * Learns from a CSV file: as the experiment says if it is one that it names, else its last column of numbers by all
 * others.
 *
 * @returns what is wrong with the file, in which case everything stays as it is, or an empty text
 */
export async function learnFrom(experiment: Experiment, file: File): Promise<string> {
  const { files, fingerprint: asked } = experiment;
  const isAsked = experiment.missingFiles.includes(file.name);
  let undo: (() => void) | null = null;
  try {
    undo = await files.add(file);
    if (isAsked && asked !== undefined && files.fingerprint(file.name) !== asked) {
      throw new ThetascapeError(
        `${file.name} is not the file that the link was made with: rename it to train on it all the same.`,
      );
    }
    const columns = await columnsOf(files, file.name);
    const mistake = await experiment.edit((document) =>
      isAsked ? document : withValues(document, [['data', dataOf(file.name, columns)]]),
    );
    if (mistake !== '') undo();
    return mistake;
  } catch (error) {
    undo?.();
    if (error instanceof ThetascapeError) return error.message;
    throw error;
  }
}
