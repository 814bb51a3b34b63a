import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { RunResult } from '../../metrics/types';
import { nodePlatform } from '../../platform-node';
import { claimRunDirectory, writeRun, type Claim } from '../../report';
import type { Spec } from '../../spec';
import { createRun } from '../../train/run';
import { EXIT } from '../exit-codes';
import { Interruption } from '../interruption';
import { addSpecArguments, loadSpec, type SpecFlags } from '../load-spec';
import { createProgress } from '../progress';
import { summaryTable } from '../summary-table';

interface RunFlags extends SpecFlags {
  out?: string;
  json?: boolean;
  stepLosses?: boolean;
  replace?: boolean;
  target: number;
}

export function addRun(program: Command): Command {
  return addSpecArguments(program.command('run').description('train a sweep and write its run directory'))
    .option('--out <dir>', 'the run directory (default: runs/<name>)')
    .option('--json', 'print progress and result as JSON lines')
    .option('--step-losses', 'also write the loss of every step')
    .option('--replace', 'replace the run that the directory holds')
    .option('--target <ms>', 'length of a GPU submission to aim at', milliseconds, 100)
    .addHelpText(
      'after',
      `
Examples:
  thetascape run co2                                       a preset, into runs/co2/
  thetascape run sweep.json --out runs/mine --seeds 4      a spec of your own, 4 seeds of every setting
  thetascape run runs/mine/manifest.json --out runs/again  a finished run once more
  thetascape run article --set training.epochs=5 --set 'network.hidden=[32,32]'

Ctrl-C stops after the epoch in progress and writes what has been trained; a second one stops at once.`,
    )
    .action(run);
}

async function run(name: string, flags: RunFlags): Promise<void> {
  const spec = await loadSpec(name, flags);
  const claiming = claimRunDirectory(flags.out ?? join('runs', spec.name), { replace: flags.replace ?? false });
  // from before the directory is marked until the run is written, no signal leaves it half-written
  const interruption = new Interruption(async () => (await claiming).release());
  try {
    await runInto(await claiming, spec, flags, interruption.signal);
  } finally {
    interruption.end();
  }
}

async function runInto(claim: Claim, spec: Spec, flags: RunFlags, signal: AbortSignal): Promise<void> {
  try {
    const results = await train(spec, flags, signal);
    if (results.timings.modelSteps === 0) {
      await claim.release();
      process.stderr.write('thetascape: Stopped before the first epoch; nothing was written.\n');
      process.exitCode = EXIT.interrupted;
      return;
    }
    const report = await writeRun(claim, results, {
      stepLosses: flags.stepLosses ?? false,
      command: ['thetascape', ...process.argv.slice(2)].join(' '),
    });
    const { complete } = results;
    process.stdout.write(flags.json ? `${JSON.stringify({ report, complete })}\n` : summaryTable(results, report));
    process.exitCode = complete ? EXIT.ok : EXIT.interrupted;
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function train(spec: Spec, flags: RunFlags, signal: AbortSignal): Promise<RunResult> {
  const trained = await createRun(spec, nodePlatform, { signal, targetMilliseconds: flags.target });
  // what fails from here on is not for the user to mend
  process.exitCode = EXIT.failed;
  const progress = createProgress(trained, flags.json ?? false, signal);
  try {
    for await (const snapshot of trained.train()) progress.update(snapshot);
    return trained.results();
  } finally {
    progress.finish();
    trained.dispose();
  }
}

function milliseconds(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 1000)) throw new InvalidArgumentError('Give milliseconds from 1 to 1000.');
  return value;
}
