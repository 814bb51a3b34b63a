import type { Command } from 'commander';
import { requestDevice } from '../../gpu/device';
import { describePlan, type Plan } from '../../plan';
import { nodePlatform } from '../../platform-node';
import { createRun } from '../../train/create-run';
import type { Run } from '../../train/run';
import { REPORTED } from '../keep-options';
import { addSpecArguments, loadSpec, type SpecFlags } from '../load-spec';
import { leastDiskBytes, needsText, secondsOf } from '../needs';

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
    .action(plan);
}

async function plan(name: string, flags: SpecFlags & { json?: boolean }): Promise<void> {
  const spec = await loadSpec(name, flags);
  const adapter = await nodePlatform.requestAdapter();
  const device = adapter && (await requestDevice(adapter));
  const run = await createRun(spec, nodePlatform, device ? { device } : {});
  process.stdout.write(`${flags.json ? json(run.plan) : await text(run, device!)}\n`);
  run.dispose();
}

function json({ order, ...rest }: Plan): string {
  return JSON.stringify({ ...rest, order: [...order] }, null, 2);
}

async function text(run: Run, device: GPUDevice): Promise<string> {
  const rowsOnly = run.models.length > REPORTED;
  const diskBytes = leastDiskBytes(run.plan, { rowsOnly, weights: false, stepLosses: false });
  const needs = needsText(run.plan, diskBytes, await secondsOf(run, device));
  return `thetascape run takes ${needs}\n${describePlan(run.plan, run.spec.halving)}`;
}
