import type { Command } from 'commander';
import { findPreset, PRESETS } from '../../spec';

export function addPresets(program: Command): Command {
  return program
    .command('presets')
    .description('list the sweeps that ship, or print one as a spec to start from')
    .argument('[name]', 'the preset to print')
    .action((name: string | undefined) => {
      if (name) process.stdout.write(`${JSON.stringify(findPreset(name).input, null, 2)}\n`);
      else
        for (const [key, { title, description }] of Object.entries(PRESETS)) printPreset(key, title, description ?? '');
    });
}

function printPreset(name: string, title: string, description: string): void {
  process.stdout.write(`${name.padEnd(20)}${title}\n${' '.repeat(20)}${description}\n\n`);
}
