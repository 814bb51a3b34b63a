#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { ThetascapeError } from '../errors';
import { DeviceLostError } from '../gpu/lost';
import { DirectoryHeldError } from '../journal/run-lock-node';
import { version } from '../../package.json';
import { addBest } from './commands/best';
import { addCompare } from './commands/compare';
import { addDoctor } from './commands/doctor';
import { addMerge } from './commands/merge';
import { addPlan } from './commands/plan';
import { addPresets } from './commands/presets';
import { addProfile } from './commands/profile';
import { addResume } from './commands/resume';
import { addRun } from './commands/run';
import { addSchema } from './commands/schema';
import { addSubmit } from './commands/submit';
import { addTune } from './commands/tune';
import { addWorker } from './commands/worker';
import { EXIT } from './exit-codes';
import { restarts, tellFailure } from './supervision';

const program = new Command('thetascape')
  .description('Train one small neural network for each regularization setting, all at once, on WebGPU.')
  .version(version)
  .showHelpAfterError('(thetascape --help lists the commands and flags)')
  .configureOutput({
    // "error: unknown command 'rn'\n(Did you mean run?)" in one line, and named as all other errors
    outputError: (text, write) =>
      write(
        `thetascape: ${text
          .replace(/^error: /, '')
          .trim()
          .replaceAll('\n', ' ')}\n`,
      ),
  })
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  thetascape run article                                   train the article's sweeps into runs/article/
  thetascape run article --seeds 4 --set training.epochs=20
  thetascape run sweep.json --out runs/mine                train your own spec
  thetascape resume runs/mine                              go on with a run that was interrupted
  thetascape plan article                                  what would be allocated and dispatched
  thetascape doctor                                        which adapter would be used, and what is missing

Exit codes: 0 done, 1 the run failed, 2 wrong flags, spec, data or directory, or no adapter for them,
3 another process writes the directory, 130 interrupted (a partial run is written, and can go on).`,
  );

for (const add of [
  addRun,
  addResume,
  addBest,
  addCompare,
  addMerge,
  addSubmit,
  addWorker,
  addPlan,
  addProfile,
  addTune,
  addDoctor,
  addSchema,
  addPresets,
])
  add(program).copyInheritedSettings(program);

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // a reader that has left (`| head -1`) is no reason to end a training
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  await program.parseAsync();
  process.exitCode ??= EXIT.ok;
} catch (error) {
  process.exitCode = await exitCodeOf(error);
}
await Promise.all([process.stdout, process.stderr].map(flushed));
process.exit();

/** The process does not end by itself while it holds Dawn, and `process.exit()` cuts off what a pipe has not taken. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => stream.write('', () => done()));
}

async function exitCodeOf(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage; // commander has printed it
  if (error instanceof ThetascapeError) {
    process.stderr.write(`thetascape: ${error.message}\n`);
    await tellFailure(error.message);
    if (error instanceof DeviceLostError && restarts() !== null) return EXIT.again;
    if (error instanceof DirectoryHeldError) return EXIT.held;
    return Number(process.exitCode ?? EXIT.usage);
  }
  const trace = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`thetascape: an unexpected error, please report it.\n${trace}\n`);
  await tellFailure(`an unexpected error, please report it: ${String(error)}`);
  return EXIT.failed;
}
