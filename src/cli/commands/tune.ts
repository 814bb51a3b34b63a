import { InvalidArgumentError, type Command } from 'commander';
import { ThetascapeError } from '../../errors';
import { adapterName } from '../../gpu/adapter';
import { nodePlatform, tuningsPath } from '../../platform-node';
import { tuneSweep } from '../../train/create-run';
import { choiceOf, type Tuning } from '../../train/tuning';
import { addSpecArguments, loadSpec, type SpecFlags } from '../load-spec';

interface TuneFlags extends SpecFlags {
  budget: number;
  json?: boolean;
}

export function addTune(program: Command): Command {
  return addSpecArguments(
    program.command('tune').description('measure which kernels train a sweep fastest here, for all runs to come'),
  )
    .option('--budget <seconds>', 'how long it may take, compilation included', seconds, 2)
    .option('--json', 'print what was measured as JSON')
    .addHelpText(
      'after',
      `
A run on a GPU that was not measured yet does this by itself. On an adapter that runs on the CPU the kernels take longer
to compile, and nothing is measured unless this command is given:
  thetascape tune article --budget 60`,
    )
    .action(async (name: string, flags: TuneFlags) => {
      const tuning = await tuneSweep(await loadSpec(name, flags), nodePlatform, 1000 * flags.budget);
      if (!tuning) {
        throw new ThetascapeError(
          `Fewer than two ways to train it were compiled in time, so that none could be compared: give more than ${flags.budget} s as --budget.`,
        );
      }
      process.stdout.write(`${flags.json ? JSON.stringify(tuning, null, 2) : describeTuning(tuning)}\n`);
    });
}

/** What was measured, kernels by kernels, and what follows. */
function describeTuning(tuning: Tuning): string {
  const { adapter, shape, times, dropped } = tuning;
  const { path, reason } = choiceOf(tuning);
  const layered = times.find((own) => own.path === 'layered');
  const rows = times.map(({ path: own, seconds: median, low, high }) => [
    own,
    `${microseconds(median)} µs (${microseconds(low)} … ${microseconds(high)})`,
    layered ? `${(layered.seconds / median).toPrecision(3)} ×` : '',
  ]);
  const table = [['kernels', 'step of one model: median (min … max)', 'speed to layered'], ...rows];
  return [
    `adapter: ${adapterName(adapter)}${adapter.software ? ' (software)' : ''}`,
    shape,
    '',
    ...table.map(([own, time, ratio]) => `${own!.padEnd(18)}${time!.padEnd(40)}${ratio}`.trimEnd()),
    ...dropped.map((own) => `${own.path.padEnd(18)}left out: ${own.why}`),
    '',
    `the ${path} kernels train such sweeps from now on: ${reason}`,
    `kept in ${tuningsPath()}`,
  ].join('\n');
}

const microseconds = (value: number): string => (value * 1e6).toPrecision(3);

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) throw new InvalidArgumentError('Give seconds, up to 3600.');
  return value;
}
