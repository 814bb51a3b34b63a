import { InvalidArgumentError, type Command } from 'commander';
import { addMakerOptions, type MakerFlags } from './maker-options';
import { endWithSupervisor, restarts } from './supervision';
import { supervise } from './supervisor';

/** What `run` and `resume` take alike. */
export interface ConductFlags extends MakerFlags {
  json?: boolean;
  target: number;
  lowPriority?: boolean;
}

export function addConductOptions(command: Command): Command {
  return addMakerOptions(command)
    .option('--json', 'print progress and result as JSON lines')
    .option('--target <ms>', 'length of a GPU submission to aim at', milliseconds, 100)
    .option('--low-priority', 'leave the processor, and half of the time the GPU, to other programs');
}

function milliseconds(text: string): number {
  const value = Number(text);
  if (!(value >= 1 && value <= 1000)) throw new InvalidArgumentError('Give milliseconds from 1 to 1000.');
  return value;
}

/** The action of a command that trains, done in a child of this process. */
export function supervised<T extends [string, ConductFlags]>(action: (...args: T) => Promise<void>) {
  return async (...args: T): Promise<void> => {
    if (restarts() === null) process.exitCode = (await supervise()).code;
    else {
      endWithSupervisor();
      await action(...args);
    }
  };
}
