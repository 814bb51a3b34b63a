/**
 * Work on the GPU is done in a child process: a hung driver blocks its process, native crashes and the operating system
 * end it, and no code inside can help. The parent, the supervisor, only watches. The child owns the run directory: its
 * journal has to be readable whenever the machine stops, so nothing is gained by another process writing it.
 */
import { Worker } from 'node:worker_threads';
import { DEADLINES, deadlineAfter } from '../gpu/answer';

/** What a child tells its supervisor. */
export interface Beat {
  /** Milliseconds within which it will be heard of again, or is hung; null when it does no work on the GPU. */
  within: number | null;
  /** Where it is, for people. */
  wave: string;
  directory: string;
  /** Something has been kept since the last beat, so that a restart is worth it. */
  kept: boolean;
}

/** What a child tells its supervisor before it fails: why. */
export interface Failure {
  failed: string;
}

export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** What the supervisor sends for each signal that it gets. */
export const STOP = 'stop';
/** Tells a child how often it was started again, and so that it is one. */
export const RESTARTS = 'THETASCAPE_RESTARTS';

/** Milliseconds after which a child ends that lost its supervisor. */
const ORPHAN_POLL = 200;

/** How often this child was started again; null in a process that is none. */
export function restarts(): number | null {
  const value = process.env[RESTARTS];
  return value === undefined || !process.connected ? null : Number(value);
}

/** Tells the supervisor, if there is one, why this process is about to fail. */
export async function tellFailure(failed: string): Promise<void> {
  const failure: Failure = { failed };
  if (restarts() !== null) await new Promise((done) => process.send!(failure, done));
}

/** Calls `stop` for every signal that the supervisor gets. Those that reach the child itself came to both. */
export function onStop(stop: () => void): void {
  for (const signal of SIGNALS) process.on(signal, () => {});
  process.on('message', (message) => {
    if (message === STOP) stop();
  });
}

/** Ends this process when its supervisor has ended, even while a driver blocks it: nobody would stop it then. */
export function endWithSupervisor(): void {
  process.on('disconnect', () => process.exit());
  const watch = `
    const { ppid } = process;
    setInterval(() => { if (process.ppid !== ppid) process.kill(process.pid, 'SIGKILL'); }, ${ORPHAN_POLL});`;
  new Worker(watch, { eval: true }).unref();
}

/** Tells the supervisor of a child's work on the GPU. */
export class Heart {
  #longest = 0;

  /** @param wave says which wave is trained, for people */
  constructor(
    private readonly directory: string,
    private readonly wave: () => string,
  ) {}

  /** Lets the supervisor hear of every submission that the device has done. */
  watch({ queue }: GPUDevice): void {
    const workDone = queue.onSubmittedWorkDone.bind(queue);
    queue.onSubmittedWorkDone = async () => {
      const started = performance.now();
      await workDone();
      this.#longest = Math.max(this.#longest, performance.now() - started);
      this.#beat(deadlineAfter(this.#longest));
    };
  }

  /** A wave begins, or goes on after something was kept. */
  begin(kept = false): void {
    this.#beat(DEADLINES.setup, kept);
  }

  /** The device has nothing to do from here on. */
  rest(): void {
    this.#beat(null);
  }

  #beat(within: number | null, kept = false): void {
    const beat: Beat = { within, wave: this.wave(), directory: this.directory, kept };
    process.send?.(beat);
  }
}
