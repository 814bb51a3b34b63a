/**
 * A job of the queue is one shard of a sweep. Its name is made of the spec's and of a checksum of all that its result
 * depends on, so that the same work is queued once, and finds the directory in which an earlier worker left it.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { version } from '../../../package.json';
import { KERNEL_PATHS } from '../../plan/kernel-path';
import { nodeContext } from '../../report/context-node';
import { specDocument, type Spec } from '../../spec';

/** The queue's name in Redis. */
export const QUEUE = 'thetascape';

const NUMBER = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

export const PROGRAM = v.object({ thetascape: v.string(), commit: v.nullable(v.string()) });

export const SHARD_JOB = v.object({
  /** What submitted it, and has to train it: results of another version might not fit the other shards'. */
  program: PROGRAM,
  /** `<name of the spec>-<checksum>`: the same for all shards of a sweep. */
  sweep: v.pipe(v.string(), v.regex(/^[\w.-]+$/)),
  spec: v.unknown(),
  shard: v.object({ index: NUMBER, of: NUMBER }),
  keeps: v.object({ stepLosses: v.boolean(), weights: v.boolean() }),
  /** Which all shards are trained with; null for those that each machine would choose. */
  kernels: v.nullable(v.picklist(KERNEL_PATHS)),
  /** Whether a worker may go on with what another adapter began. */
  anyAdapter: v.boolean(),
});

export type ShardJob = v.InferOutput<typeof SHARD_JOB>;
type Ways = Pick<ShardJob, 'keeps' | 'kernels' | 'anyAdapter'>;

/** Where a job's result is. */
export interface Trained {
  host: string;
  directory: string;
}

export function programHere(): ShardJob['program'] {
  return { thetascape: version, commit: nodeContext().commit };
}

/** The jobs of all shards of a sweep. */
export function shardJobs(spec: Spec, of: number, ways: Ways): ShardJob[] {
  const work = { program: programHere(), spec: specDocument(spec), ...ways };
  const sweep = `${spec.name}-${createHash('sha256').update(JSON.stringify(work)).digest('hex').slice(0, 12)}`;
  return Array.from({ length: of }, (_, i) => ({ ...work, sweep, shard: { index: i + 1, of } }));
}

/** The identity of a job, and the name of the directory that it is trained into. */
export const nameOf = ({ sweep, shard }: ShardJob): string => `${sweep}-${shard.index}-of-${shard.of}`;

/** A program, for people. */
export const programText = ({ thetascape, commit }: ShardJob['program']): string =>
  `thetascape ${thetascape}${commit ? ` (commit ${commit})` : ''}`;
