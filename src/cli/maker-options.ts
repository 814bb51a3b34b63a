import { Option, type Command } from 'commander';
import { KERNEL_PATHS, type KernelPath } from '../plan/kernel-path';

/** What a training may be done with. */
export interface MakerFlags {
  kernels?: KernelPath;
  anyAdapter?: boolean;
}

export function addMakerOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--kernels <kernels>',
        'train with these, so that shards on different machines agree; layered ones run on any',
      ).choices(KERNEL_PATHS),
    )
    .option(
      '--any-adapter',
      'go on with what is interrupted although another adapter, driver, version or kernels began it',
    );
}
