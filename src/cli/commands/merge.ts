import { join } from 'node:path';
import type { Command } from 'commander';
import { claimRunDirectory } from '../../journal/run-directory-node';
import { checkShards, openShards, writeRows, writeRun } from '../../report';
import { Models } from '../../spec';
import { mergedRows, mergedRun, otherMakers } from '../merge';
import { bestTable, summaryTable } from '../summary-table';

interface MergeFlags {
  out: string;
  anyAdapter?: boolean;
  replace?: boolean;
  json?: boolean;
}

export function addMerge(program: Command): Command {
  return program
    .command('merge')
    .description('make one run of shards that were trained apart')
    .argument('<dirs...>', 'the directories of all shards of a sweep, in any order')
    .requiredOption('--out <dir>', 'the run directory to write')
    .option('--any-adapter', 'merge although different adapters, drivers or versions trained the shards')
    .option('--replace', 'replace the run that the directory holds')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  thetascape merge runs/article-*-of-8 --out runs/article

The models are those of a run that was not cut, bit for bit, and each is there once. The shards stay as they are.`,
    )
    .action(merge);
}

/** Writes the run of some shards, and returns what to print of it. */
export async function merge(directories: readonly string[], flags: MergeFlags): Promise<void> {
  const { out, anyAdapter = false, replace = false, json = false } = flags;
  const shards = await openShards(directories);
  const earlierMakers = otherMakers(shards, anyAdapter);
  const run = await mergedRun(shards);
  await checkShards(shards, new Models(run.spec).length);
  const claim = await claimRunDirectory(out, { replace });
  const { keeps } = shards[0]!.mark;
  const command = ['thetascape', ...process.argv.slice(2)].join(' ');
  const options = { stepLosses: keeps.stepLosses, command, earlierMakers };
  try {
    if (keeps.rowsOnly) {
      const summary = await writeRows(claim, run, () => mergedRows(shards), options);
      const rows = join(claim.path, 'models');
      process.stdout.write(
        json ? `${JSON.stringify({ rows, complete: true, ...summary })}\n` : bestTable(run, summary, rows),
      );
    } else {
      const report = await writeRun(claim, run, options);
      process.stdout.write(json ? `${JSON.stringify({ report, complete: true })}\n` : summaryTable(run, report));
    }
  } finally {
    await claim.close();
  }
}
