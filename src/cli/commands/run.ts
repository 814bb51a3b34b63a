import { join } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { nodePlatform } from '../../platform-node';
import { claimRunDirectory, writeRun } from '../../report';
import { describeAdapter } from '../../gpu/adapter';
import { createRun } from '../../train/run';
import { addSpecArguments, loadSpec, type SpecFlags } from '../load-spec';
import { createProgress } from '../progress';
import { summaryTable } from '../summary-table';
import { EXIT } from '../exit-codes';

interface RunFlags extends SpecFlags {
  out?: string;
  json?: boolean;
  stepLosses?: boolean;
  replace?: boolean;
  target: number;
}

/** Seeds of a preset's settings when nobody says how many. */
const DEFAULT_SEEDS = { hardware: 8, software: 1 };

export function addRun(program: Command): Command {
  return addSpecArguments(program.command('run').description('train a sweep and write its run directory'))
    .option('--out <dir>', 'the run directory (default: runs/<name>)')
    .option('--json', 'print progress and result as JSON lines')
    .option('--step-losses', 'also write the loss of every step')
    .option('--replace', 'replace the run that the directory holds')
    .option('--target <ms>', 'length of a GPU submission to aim at', milliseconds, 100)
    .action(run);
}

async function run(name: string, flags: RunFlags): Promise<void> {
  const adapter = await nodePlatform.requestAdapter();
  const software = adapter === null || describeAdapter(adapter.info).software;
  const spec = await loadSpec(name, flags, software ? DEFAULT_SEEDS.software : DEFAULT_SEEDS.hardware);
  const out = flags.out ?? join('runs', spec.name);
  const claim = await claimRunDirectory(out, { replace: flags.replace ?? false });
  const interrupt = new AbortController();
  const stop = () => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
    process.stderr.write('\nStopping after this epoch; press Ctrl-C again to stop at once and keep nothing.\n');
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const trained = await createRun(spec, nodePlatform, { signal: interrupt.signal, targetMilliseconds: flags.target });
    const progress = createProgress(trained, flags.json ?? false);
    for await (const snapshot of trained.train()) progress.update(snapshot);
    progress.finish();
    const results = trained.results();
    trained.dispose();
    const written = await writeRun(claim, results, {
      stepLosses: flags.stepLosses ?? false,
      command: ['thetascape', ...process.argv.slice(2)].join(' '),
    });
    process.stdout.write(flags.json ? `${JSON.stringify({ done: written })}\n` : summaryTable(results, written));
    process.exitCode = results.complete ? EXIT.ok : EXIT.interrupted;
  } catch (error) {
    await claim.release();
    throw error;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function milliseconds(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 1000)) throw new InvalidArgumentError('give milliseconds from 1 to 1000.');
  return value;
}
