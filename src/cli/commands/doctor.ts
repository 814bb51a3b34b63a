import type { Command } from 'commander';
import { describeAdapter } from '../../gpu/adapter';
import { checkLimits, NEEDED_LIMITS } from '../../gpu/device';
import { requestNodeAdapter } from '../../gpu/node-gpu';
import { EXIT } from '../exit-codes';

/** Limits that decide how many models fit. */
const SIZES = ['maxBufferSize', 'maxStorageBufferBindingSize', 'maxComputeWorkgroupsPerDimension'] as const;

export function addDoctor(program: Command): Command {
  return program
    .command('doctor')
    .description('say which adapter would be used, what it offers, and what is missing')
    .action(doctor);
}

async function doctor(): Promise<void> {
  const line = (label: string, value: string | number) => process.stdout.write(`${label.padEnd(42)}${value}\n`);
  line('node', process.version);
  const adapter = await requestNodeAdapter();
  if (!adapter) {
    line('adapter', 'none');
    process.stdout.write(
      'No WebGPU adapter was found. Install a graphics driver with Vulkan support or, without a GPU, run `npm start`\n' +
        'once in a checkout: it fetches a software adapter (lavapipe or SwiftShader) into its cache.\n',
    );
    process.exitCode = EXIT.failed;
    return;
  }
  const { software, ...description } = describeAdapter(adapter.info);
  for (const [name, value] of Object.entries(description)) if (value) line(`adapter ${name}`, value);
  line('kind', software ? 'software: runs on the CPU' : 'hardware');
  line('features', [...adapter.features].sort().join(' '));
  for (const [name, needed] of Object.entries(NEEDED_LIMITS)) {
    line(`limit ${name}`, `${adapter.limits[name as keyof typeof NEEDED_LIMITS]} (needs ${needed})`);
  }
  for (const name of SIZES) line(`limit ${name}`, adapter.limits[name].toLocaleString('en'));
  line('what would run', `layered kernels, f32; presets with ${software ? 1 : 8} seed${software ? '' : 's'}`);
  line('missing', missing(adapter));
}

function missing(adapter: GPUAdapter): string {
  try {
    checkLimits(adapter.limits);
  } catch (error) {
    process.exitCode = EXIT.failed;
    return (error as Error).message;
  }
  return 'nothing';
}
