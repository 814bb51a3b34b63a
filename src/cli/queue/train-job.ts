import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { ThetascapeError } from '../../errors';
import { writeAtomically } from '../../journal/atomic-write-node';
import { EXIT } from '../exit-codes';
import { supervise } from '../supervisor';
import { nameOf, PROGRAM, programHere, programText, SHARD_JOB, type ShardJob, type Trained } from './jobs';

/** A job that another version of the program has to train. */
export class WrongProgram extends ThetascapeError {}

/** A job whose directory an earlier worker, which is not heard of, still writes. */
export class DirectoryBusy extends ThetascapeError {}

/**
 * Trains the shard of a job as `thetascape run --shard` does, into a directory of its name in `out`, and goes on with
 * what an earlier worker left there.
 *
 * @param signal ends it at once
 * @returns null when it was ended before it was done
 * @throws DirectoryBusy when another process writes the directory
 * @throws WrongProgram when results of this program might not fit those of the other shards
 * @throws ThetascapeError when the shard cannot be trained
 */
export async function trainJob(data: unknown, out: string, signal: AbortSignal): Promise<Trained | null> {
  const job = readJob(data);
  const directory = join(out, nameOf(job));
  const spec = `${directory}.json`;
  await writeAtomically(spec, [`${JSON.stringify(job.spec, null, 2)}\n`]);
  const { index, of } = job.shard;
  const flags = [
    ...(job.keeps.stepLosses ? ['--step-losses'] : []),
    ...(job.keeps.weights ? ['--keep', 'weights'] : []),
    ...(job.kernels ? ['--kernels', job.kernels] : []),
    ...(job.anyAdapter ? ['--any-adapter'] : []),
  ];
  const args = ['run', spec, '--shard', `${index}/${of}`, '--out', directory, '--resume', ...flags];
  const { code, reason } = await supervise(args, signal);
  if (code === EXIT.interrupted) return null;
  if (code === EXIT.held) throw new DirectoryBusy(reason ?? `Another process took "${directory}" over.`);
  if (code !== EXIT.ok) throw new ThetascapeError(reason ?? `The training process ended with exit code ${code}.`);
  await rm(spec);
  return { host: hostname(), directory: resolve(directory) };
}

function readJob(data: unknown): ShardJob {
  const { program } = v.parse(v.object({ program: PROGRAM }), data);
  const here = programHere();
  if (!isDeepStrictEqual(program, here)) {
    throw new WrongProgram(
      `${programText(program)} submitted what is queued, and this is ${programText(here)}: ` +
        `start workers of that version, or submit the sweep with this one.`,
    );
  }
  return v.parse(SHARD_JOB, data);
}
