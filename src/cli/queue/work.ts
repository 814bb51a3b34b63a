import type { Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { ThetascapeError } from '../../errors';
import { EXIT } from '../exit-codes';
import { say } from '../say';
import { SIGNALS } from '../supervision';
import { QUEUE, type ShardJob, type Trained } from './jobs';
import { connect, placeOf } from './redis';
import { DirectoryBusy, trainJob, WrongProgram } from './train-job';

/** Milliseconds for which a worker has a job unless it asks for more, and between two looks for workers that did not. */
const [LEASE, LOOK] = [10_000, 5000];
/** Milliseconds until another try to train where an earlier worker, which is not heard of, still writes. */
const BUSY = 5000;
/** How many workers may go down with a job before it counts as failed: it may be what takes them down. */
const LOST_WORKERS = 3;
/** Milliseconds between two looks whether there is still something to do. */
const POLL = 1000;
/** Milliseconds from the second signal until the process ends, whatever it waits for. */
const GRACE = 4000;

interface WorkOptions {
  /** The directory above those of the shards. */
  out: string;
  /** End when there is nothing to do. */
  burst: boolean;
}

type ShardWorker = Worker<ShardJob, Trained>;

/**
 * Trains what is queued, until a signal comes.
 *
 * @returns the exit code
 * @throws ThetascapeError when there is no Redis at the address, or no adapter to train on
 */
export async function work(address: string, { out, burst }: WorkOptions): Promise<number> {
  const connection = await connect(address);
  await checkAdapter().catch((error: unknown) => {
    connection.disconnect();
    throw error;
  });
  const bull = await import('bullmq');
  let code: number = EXIT.ok;
  const end = (exit: number): void => {
    code = exit;
    void worker.close();
  };
  // all three parameters: BullMQ gives a signal only to a function that has them
  const train = async (job: Job<ShardJob, Trained>, token?: string, signal?: AbortSignal): Promise<Trained> => {
    const trained = await trainJob(job.data, out, signal!).catch(async (error: unknown) => {
      if (!(error instanceof WrongProgram || error instanceof DirectoryBusy)) throw error;
      say(error.message);
      if (error instanceof WrongProgram) end(EXIT.usage);
      else {
        await job.moveToDelayed(Date.now() + BUSY, token);
        throw new bull.DelayedError();
      }
      return null;
    });
    if (trained) return trained;
    if (!signal!.aborted) await job.moveToWait(token);
    throw new bull.WaitingError();
  };
  const worker: ShardWorker = new bull.Worker(QUEUE, train, {
    connection,
    lockDuration: LEASE,
    stalledInterval: LOOK,
    maxStalledCount: LOST_WORKERS,
    name: `${hostname()}, process ${process.pid}`,
  });
  const queue = new bull.Queue(QUEUE, { connection });
  queue.on('error', () => {}); // they come from the worker, too
  tell(worker, connection, () => (code = EXIT.failed));
  stopOnSignals(() => end(EXIT.interrupted));
  say(`waiting for shards at ${placeOf(address)}`);
  if (burst) endWhenIdle(queue, worker);
  // not `once`, which takes an error for the end: most of them pass
  await new Promise<void>((done) => worker.once('closed', done));
  await queue.close();
  connection.disconnect();
  return code;
}

/** A worker that cannot train would take one shard after another and fail. It is asked in a process of its own, as all work. */
async function checkAdapter(): Promise<void> {
  const [code]: unknown[] = await once(fork(process.argv[1]!, ['doctor'], { stdio: 'ignore' }), 'exit');
  if (code === EXIT.ok) return;
  throw new ThetascapeError('No adapter here can train: "thetascape doctor" says what is missing.');
}

/** Says what becomes of jobs. */
function tell(worker: ShardWorker, connection: Redis, failed: () => void): void {
  worker.on('active', (job) => say(`${job.id} begins`));
  worker.on('completed', (job) => say(`${job.id} is done`));
  worker.on('stalled', (id) => say(`${id} has lost its worker, and waits for another one`));
  worker.on('failed', (job, error) => {
    const { attemptsMade = 0, opts, id } = job ?? {};
    const again = attemptsMade < (opts?.attempts ?? 1) && error.name !== 'UnrecoverableError';
    if (!again) failed();
    say(`${id} failed${again ? ' and will be tried again' : ' for good'}: ${error.message}`);
  });
  // the lease of a job is over: whoever has it now must not find two that train it
  worker.on('lockRenewalFailed', (ids) => {
    for (const id of ids) {
      say(`${id} is another worker's now: this one was not heard of for ${LEASE / 1000} s.`);
      worker.cancelJob(id);
    }
  });
  let last = '';
  worker.on('error', ({ message }) => {
    // of a server that is gone `connect` tells, and of a lease that is over the line above
    const isTold = connection.status !== 'ready' || message.startsWith('could not renew lock');
    if (message !== last && !isTold) say(`Redis: ${message}`);
    last = message;
  });
}

function stopOnSignals(stop: () => void): void {
  let count = 0;
  const signalled = (): void => {
    if (count++ === 0) stop();
    else setTimeout(() => process.exit(EXIT.interrupted), GRACE);
  };
  for (const signal of SIGNALS) process.on(signal, signalled);
}

function endWhenIdle(queue: Queue, worker: ShardWorker): void {
  const look = async (): Promise<void> => {
    // a Redis that has just come back may still be loading
    const counts = await queue.getJobCounts('wait', 'active', 'delayed').catch(() => ({ unknown: 1 }));
    if (Object.values(counts).every((jobs) => jobs === 0)) await worker.close();
    else setTimeout(() => void look(), POLL);
  };
  void look();
}
