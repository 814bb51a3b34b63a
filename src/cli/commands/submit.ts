import type { Command } from 'commander';
import { plural } from '../../metrics/format';
import { Models } from '../../spec';
import { positive } from '../flag-values';
import { addKeepOptions, type KeepFlags } from '../keep-options';
import { addSpecArguments, loadSpec, type SpecFlags } from '../load-spec';
import { addMakerOptions, type MakerFlags } from '../maker-options';
import { shardJobs } from '../queue/jobs';
import { queueOption, type QueueFlags } from '../queue/options';
import { placeOf } from '../queue/redis';
import { checkCut } from '../shard-option';
import { submitJobs, type Submission } from '../queue/submit-jobs';

interface SubmitFlags extends SpecFlags, KeepFlags, MakerFlags, QueueFlags {
  shards?: number;
  tries: number;
  json?: boolean;
}

/** Shards of a sweep when nobody says how many. */
const SHARDS = 8;

export function addSubmit(program: Command): Command {
  const command = program.command('submit').description('queue a sweep for workers, or see how far they are with it');
  return addMakerOptions(addKeepOptions(addSpecArguments(command)))
    .addOption(queueOption())
    .option('--shards <n>', `parts to cut the sweep into (default: ${SHARDS})`, positive)
    .option('--tries <n>', 'how often a shard is tried before it counts as failed', positive, 3)
    .option('--json', 'print the state as JSON')
    .addHelpText(
      'after',
      `
Examples:
  thetascape submit sweep.json --queue redis://host:6379 --shards 32
  thetascape worker --queue redis://host:6379               on every machine that trains

The same command again queues nothing twice, says how far the workers are, and gives failed shards another chance.`,
    )
    .action(submit);
}

async function submit(name: string, flags: SubmitFlags): Promise<void> {
  placeOf(flags.queue);
  const spec = await loadSpec(name, flags);
  const models = new Models(spec).length;
  const shards = flags.shards ?? Math.min(SHARDS, models);
  checkCut(spec, shards);
  const keeps = { stepLosses: flags.stepLosses ?? false, weights: flags.keep === 'weights' };
  const { kernels = null, anyAdapter = false } = flags;
  const jobs = shardJobs(spec, shards, { keeps, kernels, anyAdapter });
  const submission = await submitJobs(flags.queue, jobs, flags.tries);
  process.stdout.write(flags.json ? `${JSON.stringify(submission)}\n` : describe(submission, spec.name, flags));
}

function describe(submission: Submission, name: string, { queue, anyAdapter }: SubmitFlags): string {
  const { sweep, shards, added, states, workers, failures, places } = submission;
  const counts = Object.entries(states).map(([state, number]) => `${number} ${state}`);
  const lines = [
    `${sweep}: ${plural(shards, 'shard')}, ${counts.join(', ')}${added > 0 ? ` (${added} queued now)` : ''}`,
    ...failures.map(({ shard, reason }) => `shard ${shard} had failed: ${reason}`),
  ];
  if (states.done < shards && workers === 0) {
    lines.push(`No worker is there: start some with "thetascape worker --queue ${placeOf(queue)}".`);
  }
  if (states.done === shards) {
    lines.push(
      ...(places.length > 1
        ? [`The shards lie in ${places.map(({ host, directory }) => `${host}:${directory}`).join(', ')}.`]
        : []),
    );
    const folder = places.length === 1 ? places[0]!.directory : '.';
    lines.push(
      `merge them: thetascape merge ${folder}/${sweep}-*-of-${shards} --out runs/${name}${anyAdapter ? ' --any-adapter' : ''}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
