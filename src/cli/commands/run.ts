import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { nodeDirectory } from '../../journal/directory-node';
import { Journal } from '../../journal/journal';
import { explained } from '../../journal/refusals-node';
import { claimRunDirectory, interruptedRun } from '../../journal/run-directory-node';
import { finishedRun } from '../../report';
import { specDocument, type Shard, type Spec } from '../../spec';
import { conduct } from '../conduct';
import { addConductOptions, supervised, type ConductFlags } from '../conduct-options';
import { addKeepOptions, REPORTED, type KeepFlags } from '../keep-options';
import { addSpecArguments, begunWith, loadSpec, type SpecFlags } from '../load-spec';
import { headerOf } from '../maker';
import { checkCut, parseShard } from '../shard-option';
import { restarts } from '../supervision';
import { resume } from './resume';

interface RunFlags extends SpecFlags, ConductFlags, KeepFlags {
  out?: string;
  replace?: boolean;
  shard?: Shard;
  resume?: boolean;
}

export function addRun(program: Command): Command {
  const command = program.command('run').description('train a sweep and write its run directory');
  const withOut = addConductOptions(addSpecArguments(command)).option(
    '--out <dir>',
    'the run directory (default: runs/<name>)',
  );
  return addKeepOptions(withOut)
    .option('--shard <i/n>', 'train only this part of the models, into runs/<name>-<i>-of-<n>', parseShard)
    .addOption(
      new Option('--resume', 'go on where the directory holds this run already, as after a requeue').conflicts(
        'replace',
      ),
    )
    .option('--replace', 'replace the run that the directory holds')
    .addHelpText(
      'after',
      `
Examples:
  thetascape run co2                                       a preset, into runs/co2/
  thetascape run sweep.json --out runs/mine --seeds 4      a spec of your own, 4 seeds of every setting
  thetascape run runs/mine/manifest.json --out runs/again  a finished run once more
  thetascape run article --set training.epochs=5 --set 'network.hidden=[32,32]'

Ctrl-C stops after the epoch in progress and writes what has been trained; a second one stops at once.
Whatever ends a run, thetascape resume <dir> goes on with it.`,
    )
    .action(supervised(run));
}

async function run(name: string, flags: RunFlags): Promise<void> {
  const { out, replace = false, stepLosses = false, keep, shard = null } = flags;
  const spec = await loadSpec(name, flags);
  if (shard) checkCut(spec, shard.of);
  const directory = out ?? join('runs', shard ? `${spec.name}-${shard.index}-of-${shard.of}` : spec.name);
  if ((flags.resume || restarts() !== 0) && (await holdsRun(directory, spec, shard))) return resume(directory, flags);
  const command = ['thetascape', ...process.argv.slice(2)].join(' ');
  const task = { spec, shard, begun: await begunWith(name) };
  await conduct(claimRunDirectory(directory, { replace }), task, flags, (planned, { path }) => {
    const keeps = { stepLosses, rowsOnly: planned.models.length > REPORTED, weights: keep === 'weights' };
    const begun = Journal.begin(nodeDirectory(path), headerOf(planned, { command, keeps, shard }));
    return explained(path, begun);
  });
}

/** Whether a directory holds this run, interrupted or finished: begun by an earlier child, or at an earlier try. */
async function holdsRun(directory: string, spec: Spec, shard: Shard | null): Promise<boolean> {
  const begun = (await interruptedRun(directory)) ?? (await finishedRun(directory));
  const wanted: unknown = JSON.parse(JSON.stringify({ spec: specDocument(spec), shard }));
  return begun !== null && isDeepStrictEqual({ spec: begun.spec, shard: shardOf(begun.shard) }, wanted);
}

const shardOf = (shard: Shard | null | undefined): Shard | null =>
  shard ? { index: shard.index, of: shard.of } : null;
