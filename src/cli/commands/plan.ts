import type { Command } from 'commander';
import { describePlan } from '../../plan';
import { nodePlatform } from '../../platform-node';
import { createRun } from '../../train/create-run';
import { addSpecArguments, loadSpec, type SpecFlags } from '../load-spec';

export function addPlan(program: Command): Command {
  return addSpecArguments(
    program.command('plan').description('print every buffer and dispatch of a sweep; nothing is trained'),
  )
    .option('--json', 'print the plan as JSON')
    .addHelpText(
      'after',
      `
Examples:
  thetascape plan article --seeds 8
  thetascape plan sweep.json --json | jq .peakBytes`,
    )
    .action(async (name: string, flags: SpecFlags & { json?: boolean }) => {
      const run = await createRun(await loadSpec(name, flags), nodePlatform);
      const { order, ...plan } = run.plan;
      const json = () => JSON.stringify({ ...plan, order: [...order] }, null, 2);
      process.stdout.write(`${flags.json ? json() : describePlan(run.plan, run.spec.halving)}\n`);
      run.dispose();
    });
}
