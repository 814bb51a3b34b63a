import type { Command } from 'commander';
import { queueOption, type QueueFlags } from '../queue/options';
import { work } from '../queue/work';

interface WorkerFlags extends QueueFlags {
  out: string;
  burst?: boolean;
}

export function addWorker(program: Command): Command {
  return program
    .command('worker')
    .description('train what is queued, one shard after another')
    .addOption(queueOption())
    .option('--out <dir>', 'where the run directories of shards go; best on a disk that all workers share', 'runs')
    .option('--burst', 'end when nothing is queued or being trained')
    .addHelpText(
      'after',
      `
Examples:
  thetascape worker --queue redis://host:6379 --out /shared/runs
  THETASCAPE_QUEUE=redis://:password@host thetascape worker --burst

A shard whose worker is gone is taken over by another one, which goes on where it was if it finds the directory.
Ctrl-C stops after the epoch in progress and gives the shard back; a second one stops at once.`,
    )
    .action(async ({ queue, out, burst = false }: WorkerFlags) => {
      process.exitCode = await work(queue, { out, burst });
    });
}
