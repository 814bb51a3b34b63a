import { Option, type Command } from 'commander';
import { count } from '../metrics/format';

/** What is kept of a run beside what every run keeps. */
export interface KeepFlags {
  stepLosses?: boolean;
  keep?: 'weights';
}

/** With more models than this, a run leaves a table and no report. */
export const REPORTED = 2000;

export function addKeepOptions(command: Command): Command {
  return command
    .option('--step-losses', 'also write the loss of every step')
    .addOption(
      new Option(
        '--keep <what>',
        `keep them of more than ${count(REPORTED)} models, too, which else leave only a table`,
      ).choices(['weights']),
    );
}
