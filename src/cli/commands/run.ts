import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { nodeDirectory } from '../../journal/directory-node';
import { Journal } from '../../journal/journal';
import { explained } from '../../journal/refusals-node';
import { claimRunDirectory, interruptedRun } from '../../journal/run-directory-node';
import { count } from '../../metrics/format';
import { specDocument, type Spec } from '../../spec';
import { conduct } from '../conduct';
import { addConductOptions, supervised, type ConductFlags } from '../conduct-options';
import { addSpecArguments, loadSpec, type SpecFlags } from '../load-spec';
import { headerOf } from '../maker';
import { restarts } from '../supervision';
import { resume } from './resume';

interface RunFlags extends SpecFlags, ConductFlags {
  out?: string;
  stepLosses?: boolean;
  replace?: boolean;
  keep?: 'weights';
}

/** With more models than this, a run leaves a table and no report. */
const REPORTED = 2000;

export function addRun(program: Command): Command {
  const command = program.command('run').description('train a sweep and write its run directory');
  return addConductOptions(addSpecArguments(command))
    .option('--out <dir>', 'the run directory (default: runs/<name>)')
    .option('--step-losses', 'also write the loss of every step')
    .addOption(
      new Option(
        '--keep <what>',
        `keep them of more than ${count(REPORTED)} models, too, which else leave only a table`,
      ).choices(['weights']),
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
  const { out, replace = false, stepLosses = false, keep } = flags;
  const spec = await loadSpec(name, flags);
  const directory = out ?? join('runs', spec.name);
  if (restarts() !== 0 && (await hasBegun(directory, spec))) return resume(directory, flags);
  const command = ['thetascape', ...process.argv.slice(2)].join(' ');
  await conduct(claimRunDirectory(directory, { replace }), spec, flags, (planned, { path }) => {
    const keeps = { stepLosses, rowsOnly: planned.models.length > REPORTED, weights: keep === 'weights' };
    const begun = Journal.begin(nodeDirectory(path), headerOf(planned, { command, keeps }));
    return explained(path, begun);
  });
}

/** Whether an earlier child of this supervisor has kept something of this run. */
async function hasBegun(directory: string, spec: Spec): Promise<boolean> {
  const header = await interruptedRun(directory);
  return header !== null && isDeepStrictEqual(header.spec, JSON.parse(JSON.stringify(specDocument(spec))));
}
