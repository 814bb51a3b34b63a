#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { ThetascapeError } from '../errors';
import { version } from '../../package.json';
import { addDoctor } from './commands/doctor';
import { addPlan } from './commands/plan';
import { addPresets } from './commands/presets';
import { addRun } from './commands/run';
import { addSchema } from './commands/schema';
import { EXIT } from './exit-codes';

const program = new Command('thetascape')
  .description('Train one small neural network for each regularization setting, all at once, on WebGPU.')
  .version(version)
  .showSuggestionAfterError()
  .showHelpAfterError('(thetascape --help lists the commands and flags)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  thetascape run article                                   train the article's sweeps into runs/article/
  thetascape run article --seeds 4 --set training.epochs=20
  thetascape run sweep.json --out runs/mine                train your own spec
  thetascape plan article                                  what would be allocated and dispatched
  thetascape doctor                                        which adapter would be used, and what is missing

Exit codes: 0 done, 1 the run failed, 2 wrong flags, spec or data, 130 interrupted (a partial run is written).`,
  );

for (const add of [addRun, addPlan, addDoctor, addSchema, addPresets]) {
  const command = add(program);
  command.exitOverride().showSuggestionAfterError();
}

try {
  await program.parseAsync();
  process.exit(process.exitCode ?? EXIT.ok);
} catch (error) {
  process.exit(exitCodeOf(error));
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage; // commander has printed it
  if (error instanceof ThetascapeError) {
    process.stderr.write(`thetascape: ${error.message}\n`);
    return EXIT.usage;
  }
  process.stderr.write(`thetascape: an unexpected error, please report it.\n${(error as Error)?.stack ?? String(error)}\n`);
  return EXIT.failed;
}
