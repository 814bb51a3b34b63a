import { ThetascapeError } from '../../src/errors';
import { memorise, recall } from './memo';

const nameOf = (id: string): string => `thetascape run ${id}`;
const holderKey = (id: string): string => `thetascape.holder.${id}`;

/** Another tab trains the same sweep. */
export class SweepHeldError extends ThetascapeError {
  override name = 'SweepHeldError';

  constructor(readonly id: string) {
    const since = recall(holderKey(id));
    super(
      `Another tab of this browser trains this sweep${since ? ` since ${since}` : ''}, and two would keep it twice: ` +
        'look at it there, or close that tab.',
    );
  }
}

/**
 * Holds a sweep against other tabs until the returned function is called. Where the browser refuses locks it refuses
 * storage, too: there is nothing then that two tabs could keep twice.
 *
 * @throws SweepHeldError when another tab holds it
 */
export function holdSweep(id: string): Promise<() => void> {
  const { promise, resolve, reject } = Promise.withResolvers<() => void>();
  const held = navigator.locks.request(nameOf(id), { ifAvailable: true }, (lock) => {
    if (!lock) return reject(new SweepHeldError(id));
    memorise(holderKey(id), new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    resolve(() => {
      memorise(holderKey(id), null);
      release();
    });
    return released;
  });
  held.catch(() => resolve(() => {}));
  return promise;
}

/** Resolves when no other tab holds the sweep any more. */
export async function sweepIsFree(id: string, signal: AbortSignal): Promise<void> {
  await navigator.locks.request(nameOf(id), { signal }, () => {});
}
