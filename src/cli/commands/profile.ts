import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { ThetascapeError } from '../../errors';
import { kernelPath, type KernelPath } from '../../plan/kernel-path';
import { nodePlatform } from '../../platform-node';
import { compareWithBaseline, parseBaseline, type TimeChange } from '../../profile/baseline';
import { describeChanges, describeProfile } from '../../profile/describe';
import { profileSpec, type Profile } from '../../profile/profile';
import { chromeTrace } from '../../profile/trace';
import { EXIT } from '../exit-codes';
import { share } from '../flag-values';
import { addSpecArguments, loadSpec, type SpecFlags } from '../load-spec';

interface ProfileFlags extends SpecFlags {
  kernels?: KernelPath;
  compare?: KernelPath;
  save?: string;
  baseline?: string;
  tolerance: number;
  trace?: string;
  json?: boolean;
  quiet?: boolean;
}

export function addProfile(program: Command): Command {
  return addSpecArguments(
    program.command('profile').description('measure each kernel of a sweep against what the device can do'),
  )
    .option('--kernels <kernels>', 'measure these, such as layered, in place of those that train the sweep', kernelPath)
    .option('--compare <kernels>', 'time other kernels in turn with them, and check both', kernelPath)
    .option('--save <file>', 'save the profile as JSON, for --baseline')
    .option('--baseline <file>', 'compare with a saved profile')
    .option('--tolerance <share>', 'by how much a time may exceed the baseline', share, 0.1)
    .option('--trace <file>', 'write what was timed as a Chrome trace, for ui.perfetto.dev')
    .option('--json', 'print the profile as JSON')
    .option('--quiet', 'print nothing but the table, or the JSON')
    .addHelpText(
      'after',
      `
Examples:
  thetascape profile article                               each kernel: time, GFLOP/s, GB/s, share of the step
  thetascape profile l2 --compare fused                    the kernels that train it and the fused ones, in turn
  thetascape profile l2 --kernels layered                  those with a kernel for each operation
  thetascape profile l2 --save base.json                   a baseline …
  thetascape profile l2 --baseline base.json --quiet       … and whether a kernel has become slower

Exit codes: 1 where a kernel is slower than the baseline by more than the tolerance and beyond the spread of both, or
where kernels compute something else than the CPU reference.`,
    )
    .action(profile);
}

async function profile(name: string, flags: ProfileFlags): Promise<void> {
  const baseline = flags.baseline === undefined ? null : parseBaseline(await read(flags.baseline), flags.baseline);
  const spec = await loadSpec(name, flags);
  const { kernels, compare, quiet } = flags;
  const measured = await profileSpec(spec, nodePlatform, { kernels, compare, ...(quiet ? {} : { says }) });
  const changes = baseline && compareWithBaseline(measured, baseline, flags.tolerance);
  if (flags.save !== undefined) await write(flags.save, measured);
  if (flags.trace !== undefined) await write(flags.trace, chromeTrace(measured));
  print(measured, changes, flags.json ?? false);
  const wrong = measured.comparison?.variants.some(({ check }) => !check.correct);
  const slower = changes?.some((change) => change.slower);
  process.exitCode = wrong || slower ? EXIT.failed : EXIT.ok;
}

function print(measured: Profile, changes: readonly TimeChange[] | null, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(changes ? { ...measured, changes } : measured, null, 2)}\n`);
  else
    process.stdout.write(
      `${[describeProfile(measured), ...(changes ? [describeChanges(changes)] : [])].join('\n\n')}\n`,
    );
}

const says = (what: string): void => void process.stderr.write(`${what} …\n`);

async function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: Error) => {
    throw new ThetascapeError(`The baseline "${path}" cannot be read (${error.message}): make one with --save.`);
  });
}

async function write(path: string, content: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(content, null, 2)}\n`).catch((error: Error) => {
    throw new ThetascapeError(`"${path}" cannot be written (${error.message}): give another path.`);
  });
}
