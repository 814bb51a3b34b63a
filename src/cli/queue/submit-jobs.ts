import type { Job } from 'bullmq';
import { dirname } from 'node:path';
import { nameOf, QUEUE, type ShardJob, type Trained } from './jobs';
import { connect } from './redis';

/** Milliseconds between two tries: with three tries, long enough to outlast the lock of a machine that is gone. */
const PAUSE = 35_000;
/** Seconds for which Redis remembers that a shard is done. */
const MEMORY = 90 * 24 * 3600;

type State = 'waiting' | 'training' | 'done' | 'failed';
/** BullMQ's states by what they are to people; all others are ways to wait. */
const STATES: Record<string, State> = { active: 'training', completed: 'done', failed: 'failed' };

/** How far the workers are with a sweep. */
export interface Submission {
  sweep: string;
  shards: number;
  /** Jobs that were not in the queue, or had failed. */
  added: number;
  states: Record<State, number>;
  /** Workers that are connected. */
  workers: number;
  /** Shards that had failed for good, now queued again. */
  failures: { shard: number; reason: string }[];
  /** Where finished shards are: the directories above theirs. */
  places: Trained[];
}

/**
 * Queues the jobs of a sweep that are not queued, running or done.
 *
 * @param tries of each before it counts as failed
 * @throws ThetascapeError when there is no Redis at the address
 */
export async function submitJobs(address: string, jobs: readonly ShardJob[], tries: number): Promise<Submission> {
  const { Queue } = await import('bullmq');
  const connection = await connect(address);
  const queue = new Queue<ShardJob, Trained>(QUEUE, { connection });
  try {
    const failures: Submission['failures'] = [];
    const before = await Promise.all(jobs.map((data) => queue.getJob(nameOf(data))));
    for (const job of before) {
      if (!job || !(await job.isFailed())) continue;
      failures.push({ shard: job.data.shard.index, reason: job.failedReason });
      await job.remove();
    }
    const options = {
      attempts: tries,
      backoff: { type: 'fixed', delay: PAUSE },
      removeOnComplete: { age: MEMORY },
    };
    await queue.addBulk(jobs.map((data) => ({ name: data.sweep, data, opts: { ...options, jobId: nameOf(data) } })));
    const added = before.filter((job) => !job).length + failures.length;
    const now = await Promise.all(jobs.map((data) => queue.getJob(nameOf(data))));
    return {
      sweep: jobs[0]!.sweep,
      shards: jobs.length,
      added,
      states: await statesOf(now),
      workers: await queue.getWorkersCount(),
      failures,
      places: placesOf(now),
    };
  } finally {
    await queue.close();
    connection.disconnect();
  }
}

type Found = Job<ShardJob, Trained> | undefined;

async function statesOf(jobs: readonly Found[]): Promise<Record<State, number>> {
  const counts: Record<State, number> = { waiting: 0, training: 0, done: 0, failed: 0 };
  for (const job of jobs) {
    counts[STATES[(await job?.getState()) ?? ''] ?? 'waiting']++;
  }
  return counts;
}

function placesOf(jobs: readonly Found[]): Trained[] {
  const places = jobs.flatMap((job) => (job?.returnvalue ? [job.returnvalue] : []));
  const folders = places.map(({ host, directory }) => ({ host, directory: dirname(directory) }));
  return [...new Map(folders.map((place) => [`${place.host}:${place.directory}`, place])).values()];
}
