import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { EXIT } from './exit-codes';
import { say } from './say';
import { RESTARTS, SIGNALS, STOP, type Beat, type Failure } from './supervision';

/** Starts without anything that is kept in between, after which there is no hope. */
const TRIES = 3;
/** Milliseconds from the second signal until a child that does not end is ended. */
const GRACE = 2000;
/** Milliseconds between two looks at a deadline. */
const TICK = 1000;

const BEAT = v.object({
  within: v.nullable(v.number()),
  wave: v.string(),
  directory: v.string(),
  kept: v.boolean(),
}) satisfies v.GenericSchema<Beat>;

const FAILURE = v.object({ failed: v.string() }) satisfies v.GenericSchema<Failure>;

/** How a child ended: by an exit code of its own, or as somebody or something else would have it. */
type End = { code: number } | { trouble: string };

/** How the work ended. */
export interface Outcome {
  code: number;
  /** Why it failed, in a sentence; null when it did not, or nobody knows. */
  reason: string | null;
}

/**
 * Does the work of a command line, this process's own unless `args` are another one's, in a child, and starts it again
 * when it hangs or crashes: it goes on from its journal then, with submissions half as long each time.
 *
 * @param signal ends the child at once
 */
export async function supervise(
  args: readonly string[] = process.argv.slice(2),
  signal?: AbortSignal,
): Promise<Outcome> {
  const stop = new Stop(signal);
  let last: Beat | null = null;
  try {
    for (let restarts = 0, tries = 1; ; restarts++, tries++) {
      const { end, beat, kept, failed } = await runChild(args, restarts, stop);
      last = beat ?? last;
      if ('code' in end && end.code !== EXIT.again) return { code: end.code, reason: failed };
      if (stop.count > 1 || signal?.aborted) return { code: EXIT.interrupted, reason: null };
      if (kept) tries = 1;
      const trouble = 'trouble' in end ? end.trouble : 'lost its GPU';
      if (tries >= TRIES) return gaveUp(trouble, tries, last);
      say(`The training process ${trouble}; going on from what is kept (try ${tries + 1} of ${TRIES}).`);
    }
  } finally {
    stop.end();
  }
}

/** Signals that this process has got, passed on to the child that is running. */
class Stop {
  count = 0;
  #child: ChildProcess | null = null;
  readonly #handler = (): void => {
    this.count++;
    if (this.#child?.connected) this.#child.send(STOP);
    if (this.count > 1) void sleep(GRACE, undefined, { ref: false }).then(() => this.#child?.kill('SIGKILL'));
  };

  readonly #kill = (): void => void this.#child?.kill('SIGKILL');

  constructor(private readonly signal?: AbortSignal) {
    for (const name of SIGNALS) process.on(name, this.#handler);
    signal?.addEventListener('abort', this.#kill);
  }

  /** A signal that came while no child was there is for this one. */
  reach(child: ChildProcess): void {
    this.#child = child;
    if (this.count > 0) child.send(STOP);
    if (this.signal?.aborted) this.#kill();
  }

  end(): void {
    for (const name of SIGNALS) process.off(name, this.#handler);
    this.signal?.removeEventListener('abort', this.#kill);
  }
}

async function runChild(args: readonly string[], restarts: number, stop: Stop) {
  // glibc gives every thread an arena of its own, by which a run of hours is seen to grow
  const env = { MALLOC_ARENA_MAX: '2', ...process.env, [RESTARTS]: String(restarts) };
  const child = fork(process.argv[1]!, args, { env });
  stop.reach(child);
  const watched = watch(child);
  const end = await new Promise<End>((done) => {
    child.on('error', (error) => done({ trouble: `could not be started (${error.message})` }));
    child.on('exit', (code, signal) => done(code === null ? { trouble: `was ended by ${signal}` } : { code }));
  });
  // what it said last may come after it has ended
  if (child.connected) await once(child, 'disconnect');
  watched.end();
  const { hung, beat, kept, failed } = watched;
  return { end: hung ?? end, beat, kept, failed };
}

/** Listens to a child, and ends it when it has not been heard of for as long as it said. */
function watch(child: ChildProcess) {
  const state = {
    beat: null as Beat | null,
    kept: false,
    hung: null as End | null,
    failed: null as string | null,
    end: () => callOff?.(),
  };
  let callOff: (() => void) | undefined;
  child.on('message', (message) => {
    const beat = v.parse(v.union([BEAT, FAILURE]), message);
    if ('failed' in beat) {
      state.failed = beat.failed;
      return;
    }
    state.beat = beat;
    state.kept ||= beat.kept;
    callOff?.();
    const { within } = beat;
    if (within === null) return;
    callOff = afterAwake(within, () => {
      state.hung = { trouble: `was not heard of for ${Math.round(within / 1000)} s` };
      child.kill('SIGKILL');
    });
  });
  return state;
}

/**
 * Calls `strike` after so many milliseconds in which this process ran: while it is stopped by Ctrl-Z, or the machine
 * sleeps, its child does not run either, and is not to blame. Returns what calls it off.
 */
function afterAwake(milliseconds: number, strike: () => void): () => void {
  let left = milliseconds;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const tick = Math.min(left, TICK);
    timer = setTimeout(() => {
      left -= tick;
      if (left > 0) wait();
      else strike();
    }, tick);
  };
  wait();
  return () => clearTimeout(timer);
}

function gaveUp(trouble: string, tries: number, beat: Beat | null): Outcome {
  const where = beat ? ` in ${beat.wave}` : '';
  const remedy = beat
    ? `go on later with "thetascape resume ${beat.directory}"`
    : 'see what is missing with "thetascape doctor"';
  const reason =
    `Gave up${where} after ${tries} tries in which nothing more was trained: the training process ${trouble}; ` +
    `close other programs that use the GPU, or ${remedy}.`;
  say(reason);
  return { code: EXIT.failed, reason };
}
