import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { EXIT } from './exit-codes';
import { RESTARTS, SIGNALS, STOP, type Beat } from './supervision';

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

/** How a child ended: by an exit code of its own, or as somebody or something else would have it. */
type End = { code: number } | { trouble: string };

/**
 * Does the work of this process's command line in a child, and starts it again when it hangs or crashes: it goes on from
 * its journal then, with submissions half as long each time.
 *
 * @param entry the program of the child
 * @returns the exit code
 */
export async function supervise(entry = process.argv[1]!): Promise<number> {
  const stop = new Stop();
  let last: Beat | null = null;
  try {
    for (let restarts = 0, tries = 1; ; restarts++, tries++) {
      const { end, beat, kept } = await runChild(entry, restarts, stop);
      last = beat ?? last;
      if ('code' in end && end.code !== EXIT.again) return end.code;
      if (stop.count > 1) return EXIT.interrupted;
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
  child: ChildProcess | null = null;
  readonly #handler = (): void => {
    this.count++;
    if (this.child?.connected) this.child.send(STOP);
    if (this.count > 1) void sleep(GRACE, undefined, { ref: false }).then(() => this.child?.kill('SIGKILL'));
  };

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#handler);
  }

  end(): void {
    for (const signal of SIGNALS) process.off(signal, this.#handler);
  }
}

async function runChild(entry: string, restarts: number, stop: Stop) {
  const child = fork(entry, process.argv.slice(2), { env: { ...process.env, [RESTARTS]: String(restarts) } });
  stop.child = child;
  // a signal that came while no child was there is for this one
  if (stop.count > 0) child.send(STOP);
  const watched = watch(child);
  const end = await new Promise<End>((done) => {
    child.on('error', (error) => done({ trouble: `could not be started (${error.message})` }));
    child.on('exit', (code, signal) => done(code === null ? { trouble: `was ended by ${signal}` } : { code }));
  });
  watched.end();
  return { end: watched.hung ?? end, beat: watched.beat, kept: watched.kept };
}

/** Listens to a child, and ends it when it has not been heard of for as long as it said. */
function watch(child: ChildProcess) {
  const state = { beat: null as Beat | null, kept: false, hung: null as End | null, end: () => callOff?.() };
  let callOff: (() => void) | undefined;
  child.on('message', (message) => {
    const beat = v.parse(BEAT, message);
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

function gaveUp(trouble: string, tries: number, beat: Beat | null): number {
  const where = beat ? ` in ${beat.wave}` : '';
  const remedy = beat
    ? `go on later with "thetascape resume ${beat.directory}"`
    : 'see what is missing with "thetascape doctor"';
  say(
    `Gave up${where} after ${tries} tries in which nothing more was trained: the training process ${trouble}; ` +
      `close other programs that use the GPU, or ${remedy}.`,
  );
  return EXIT.failed;
}

function say(sentence: string): void {
  process.stderr.write(`thetascape: ${sentence}\n`);
}
