import type { Command } from 'commander';
import { isFinished, reclaimRunDirectory } from '../../journal/run-directory-node';
import { specOf } from '../../journal/records';
import { resolve } from '../../spec';
import { conduct } from '../conduct';
import { addConductOptions, supervised, type ConductFlags } from '../conduct-options';
import { continueJournal, makersOf } from '../maker';
import { say } from '../say';

export function addResume(program: Command): Command {
  const command = program
    .command('resume')
    .description('go on with a run that was interrupted')
    .argument('<dir>', 'its run directory');
  return addConductOptions(command)
    .addHelpText(
      'after',
      '\nThe files are those of a run that was not interrupted, byte for byte, but for dates and times.',
    )
    .action(supervised(resume));
}

/** Goes on with the run in a directory, on what trained it before or, if `anyAdapter`, on anything. */
export async function resume(directory: string, flags: ConductFlags): Promise<void> {
  if (await isFinished(directory)) {
    // what is started again and again until it is done, as by a scheduler, has come to its end
    say(`The run in "${directory}" is finished.`);
    return;
  }
  const claiming = reclaimRunDirectory(directory);
  const { journal } = await claiming;
  const { shard } = journal.header;
  const task = { spec: resolve(specOf(journal)), shard: shard ?? null, begun: makersOf(journal).at(-1)! };
  await conduct(claiming, task, flags, async (run) => {
    await continueJournal(run, journal, directory, flags.anyAdapter ?? false);
    return journal;
  });
}
