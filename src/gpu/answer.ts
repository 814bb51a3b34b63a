import { ThetascapeError } from '../errors';
import { DeviceLostError } from './lost';

/** Milliseconds after which a device that does not answer is taken for hung. */
export const DEADLINES = {
  /** Of work that aims at a tenth of a second, on a device that works. */
  work: 30_000,
  /** Of the longest that such work has taken so far. */
  factor: 20,
  /** Of work before anything is done of what was set up last: some drivers compile only then, beside whatever else runs. */
  first: 180_000,
  /** Of compiling and allocating, and of all work at most. */
  setup: 600_000,
} as const;

/** A deadline passes in so many parts: what a sleeping tab or machine has missed counts as one of them. */
const PARTS = 10;

interface Waiting {
  reject: Set<(error: DeviceLostError) => void>;
  lost: DeviceLostError | null;
  longest: number;
  /** Whether something was set up since work was done. */
  isFresh: boolean;
}

/** Held here and not by `device.lost`, which would keep what every wait has brought for as long as the device lives. */
const waiting = new WeakMap<GPUDevice, Waiting>();

/**
 * What a device has promised. Each wait ends: a driver may hang, and a lost device may owe its answers for ever.
 *
 * @throws DeviceLostError when the device is lost, refuses, or is silent for as long as {@link DEADLINES} say
 */
export async function answer<T>(device: GPUDevice, promise: Promise<T>, kind: 'work' | 'setup' = 'work'): Promise<T> {
  const state = stateOf(device);
  const started = performance.now();
  const { promise: never, reject } = Promise.withResolvers<never>();
  if (state.lost) reject(state.lost);
  state.reject.add(reject);
  if (kind === 'setup') state.isFresh = true;
  const deadline = kind === 'setup' ? DEADLINES.setup : deadlineAfter(state.longest, state.isFresh);
  const stop = after(deadline, () => reject(silent(deadline)));
  try {
    const value = await Promise.race([promise, never]);
    if (kind === 'work') {
      state.longest = Math.max(state.longest, performance.now() - started);
      state.isFresh = false;
    }
    return value;
  } catch (error) {
    throw error instanceof ThetascapeError ? error : refused(error);
  } finally {
    stop();
    state.reject.delete(reject);
  }
}

/** Milliseconds that work may take when none has taken longer than `longest`. */
export function deadlineAfter(longest: number, isFresh = false): number {
  const least = isFresh ? DEADLINES.first : DEADLINES.work;
  return Math.min(DEADLINES.setup, Math.max(least, DEADLINES.factor * longest));
}

function stateOf(device: GPUDevice): Waiting {
  const known = waiting.get(device);
  if (known) return known;
  const state: Waiting = { reject: new Set(), lost: null, longest: 0, isFresh: true };
  waiting.set(device, state);
  void device.lost.then((info) => {
    state.lost = DeviceLostError.from(info);
    for (const reject of state.reject) reject(state.lost);
  });
  return state;
}

/** Calls `act` once so much time has passed awake; the returned function prevents it. */
function after(milliseconds: number, act: () => void): () => void {
  let passed = 0;
  const part = () => (++passed === PARTS ? act() : (timer = setTimeout(part, milliseconds / PARTS)));
  let timer = setTimeout(part, milliseconds / PARTS);
  return () => clearTimeout(timer);
}

const silent = (milliseconds: number): DeviceLostError =>
  new DeviceLostError(
    `Training stopped because the GPU did not answer for ${Math.round(milliseconds / 1000)} s: ` +
      `close other programs that use it, and go on with shorter submissions.`,
  );

/** The first sentence of what WebGPU gives as its reason. */
export function refused(error: unknown): DeviceLostError {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return new DeviceLostError(`Training stopped because the GPU refused its work: ${reason}`);
}
