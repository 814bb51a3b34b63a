import { ThetascapeError } from '../../src/errors';

const nameOf = (id: string): string => `thetascape run ${id}`;
const holderKey = (id: string): string => `thetascape.holder.${id}`;

/** Another tab trains the same sweep. */
export class SweepHeldError extends ThetascapeError {
  override name = 'SweepHeldError';

  constructor(readonly id: string) {
    const since = localStorage.getItem(holderKey(id));
    super(
      `Another tab of this browser trains this sweep${since ? ` since ${since}` : ''}, and two would keep it twice: ` +
        'look at it there, or close that tab.',
    );
  }
}

/**
 * Holds a sweep against other tabs until the returned function is called.
 *
 * @throws SweepHeldError when another tab holds it
 */
export function holdSweep(id: string): Promise<() => void> {
  const { promise, resolve, reject } = Promise.withResolvers<() => void>();
  void navigator.locks.request(nameOf(id), { ifAvailable: true }, (lock) => {
    if (!lock) return reject(new SweepHeldError(id));
    localStorage.setItem(holderKey(id), new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    resolve(() => {
      localStorage.removeItem(holderKey(id));
      release();
    });
    return released;
  });
  return promise;
}

/** Resolves when no other tab holds the sweep any more. */
export async function sweepIsFree(id: string, signal: AbortSignal): Promise<void> {
  await navigator.locks.request(nameOf(id), { signal }, () => {});
}
