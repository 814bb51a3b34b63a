import { Option } from 'commander';

export interface QueueFlags {
  queue: string;
}

/** The flag of the commands that meet at a queue. */
export const queueOption = (): Option =>
  new Option('--queue <url>', 'the Redis at which they meet, such as redis://host:6379')
    .env('THETASCAPE_QUEUE')
    .makeOptionMandatory();
