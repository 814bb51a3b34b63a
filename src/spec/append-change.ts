import { specDocument } from './document';
import { resolve } from './resolve';
import type { Change, Spec } from './types';

/**
 * The spec with one more change in every sweep.
 *
 * @throws ThetascapeError when the change is not one, or drives a number out of its range
 */
export function appendChange(spec: Spec, change: Change): Spec {
  const document = specDocument(spec);
  const appended = (changes: unknown) => [...(Array.isArray(changes) ? changes : []), change];
  const sweeps = document.sweeps.map((sweep) =>
    'changes' in sweep.set ? { ...sweep, set: { ...sweep.set, changes: appended(sweep.set['changes']) } } : sweep,
  );
  return resolve({ ...document, changes: appended(document.changes), sweeps });
}
