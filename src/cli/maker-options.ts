import type { Command } from 'commander';
import { KERNEL_PATHS, kernelPath, type KernelPath } from '../plan/kernel-path';

/** What a training may be done with. */
export interface MakerFlags {
  kernels?: KernelPath;
  anyAdapter?: boolean;
}

export function addMakerOptions(command: Command): Command {
  return command
    .option(
      '--kernels <kernels>',
      `train with these, so that shards on different machines agree: ${KERNEL_PATHS.join(', ')}; layered ones run on any`,
      kernelPath,
    )
    .option(
      '--any-adapter',
      'go on with what is interrupted although another adapter, driver, version or kernels began it',
    );
}
