import type { Command } from 'commander';
import { ThetascapeError } from '../../errors';
import { describeAdapter } from '../../gpu/adapter';
import { checkLimits, NEEDED_LIMITS } from '../../gpu/device';
import { requestNodeAdapter } from '../../gpu/node-gpu';
import { plural } from '../../metrics/format';
import { nodePlatform } from '../../platform-node';
import { choiceOf, isSameAdapter, readTunings } from '../../train/tuning';
import { version } from '../../../package.json';
import { pathPreference } from '../../train/path-preference';
import { EXIT } from '../exit-codes';
import { presetSeeds } from '../load-spec';

/** Limits that decide how many models fit. */
const SIZES = ['maxBufferSize', 'maxStorageBufferBindingSize', 'maxComputeWorkgroupsPerDimension'] as const;

export function addDoctor(program: Command): Command {
  return program
    .command('doctor')
    .description('say which adapter would be used, what it offers, and what is missing')
    .addHelpText(
      'after',
      '\nTHETASCAPE_ADAPTER=hardware, lavapipe or swiftshader in the environment chooses the adapter.',
    )
    .action(doctor);
}

async function doctor(): Promise<void> {
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
  const described = describeAdapter(adapter.info);
  const { software, ...description } = described;
  for (const [name, value] of Object.entries(description)) if (value) line(`adapter ${name}`, value);
  line('kind', software ? 'software: runs on the CPU' : 'hardware');
  line('features', [...adapter.features].sort().join(' '));
  for (const name of SIZES) line(`limit ${name}`, adapter.limits[name].toLocaleString('en'));
  for (const [name, needed] of Object.entries(NEEDED_LIMITS)) {
    line(`limit ${name}`, `${String(Reflect.get(adapter.limits, name))} (needs ${needed})`);
  }
  line(
    'what would run',
    `${pathPreference(described, { features: adapter.features, adapterInfo: adapter.info }).path} kernels, f32; presets with ${plural(presetSeeds(software), 'seed')}`,
  );
  for (const tuning of await readTunings(nodePlatform.tunings!)) {
    if (!isSameAdapter(tuning.adapter, described) || tuning.thetascape !== version) continue;
    const { path, reason } = choiceOf(tuning);
    line('what would run', `${path} kernels for ${tuning.shape}: ${reason}`);
  }
  line('missing', missing(adapter));
}

/** Why the kernels cannot run on the adapter, or that they can. */
function missing(adapter: GPUAdapter): string {
  try {
    checkLimits(adapter.limits);
    return 'nothing';
  } catch (error) {
    if (!(error instanceof ThetascapeError)) throw error;
    process.exitCode = EXIT.failed;
    return error.message;
  }
}

function line(label: string, value: string | number): void {
  process.stdout.write(`${label.padEnd(49)}${value}\n`);
}
