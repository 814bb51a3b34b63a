type Immediate = typeof setImmediate;
type Timeout = (callback: () => void, milliseconds: number) => unknown;

/** Milliseconds for which waiting work is looked for at every turn of the event loop. */
const EAGER = 1;
/** Milliseconds between two looks after that. */
export const PATIENT = 1;

/**
 * As `setImmediate`, for Dawn to look for finished work by: after a millisecond of looking at every turn of the event loop,
 * which keeps a core busy for as long as the GPU works (crbug.com/dawn/1127), once in a millisecond. A software adapter
 * trains on that core. All other callers get the `setImmediate` that they know.
 *
 * @param timeout and `now`, in milliseconds, for tests
 */
export function patiently(
  immediate: Immediate,
  timeout: Timeout = setTimeout,
  now = () => performance.now(),
): Immediate {
  let since = now();
  let isLooking = false;
  return new Proxy(immediate, {
    apply(target, self, parameters: Parameters<Immediate>) {
      const [callback] = parameters;
      if (!isDawns(callback)) return Reflect.apply(target, self, parameters);
      if (!isLooking) since = now(); // nothing was waited for before
      const look = (): void => {
        isLooking = true;
        callback();
        isLooking = false;
      };
      return now() - since < EAGER ? target(look) : timeout(look, PATIENT);
    },
  });
}

/** Dawn's callback is the only one without a name that is native code. */
const isDawns = (callback: { name: string }): boolean =>
  callback.name === '' && /\[native code\]/.test(Function.prototype.toString.call(callback));
