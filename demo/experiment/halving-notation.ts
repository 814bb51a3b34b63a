/** Successive halving, as the link and the sentence write it: `5-15:0.25`, or `none`. */
import { ThetascapeError } from '../../src/errors';
import { isRecord } from '../../src/spec/paths';
import { NUMBER, numberText } from './numbers';

const NONE = 'none';
const RUNGS = /^\d{1,7}(?:-\d{1,7})*$/;

export function halvingText(value: unknown): string {
  if (!isRecord(value) || !Array.isArray(value['rungs'])) return NONE;
  return `${value['rungs'].map(Number).map(numberText).join('-')}:${numberText(Number(value['keep']))}`;
}

/** The document's `halving`, still to be checked. Throws ThetascapeError. */
export function readHalving(text: string): unknown {
  const spaceless = text.replaceAll(/\s/g, '');
  if (spaceless === '' || spaceless === NONE) return null;
  const [rungs = '', keep] = spaceless.split(':');
  if (!RUNGS.test(rungs) || (keep !== undefined && !NUMBER.test(keep))) {
    throw new ThetascapeError(
      `Successive halving is the epochs of its rungs and the share that goes on, such as 5-15:0.25, or ${NONE}.`,
    );
  }
  return { rungs: rungs.split('-').map(Number), ...(keep !== undefined && { keep: Number(keep) }) };
}
