/** Reads Parquet as the page does: in a worker that is ended when it is silent, since a tampered file can keep it busy for ever. */
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { ThetascapeError } from '../../src/errors';

/** Milliseconds, less than a parser of the fuzzer may take. */
const SILENCE = 1500;
/** MiB of JavaScript; a worker that needs more is ended by Node. */
const MOST_MEMORY = 512;

const ANSWER = v.object({ refused: v.optional(v.string()), wrong: v.optional(v.string()) });

let reading: Promise<Worker> | null = null;

/** @throws ThetascapeError for a table that cannot be read, or not in time; any other error is a mistake */
export async function readModels(input: Uint8Array): Promise<void> {
  const worker = await (reading ??= start());
  const timeout = new AbortController();
  const answered = once(worker, 'message', { signal: timeout.signal }).then(([answer]: unknown[]) => answer);
  worker.postMessage(input, []);
  const answer = await Promise.race([answered, setTimeout(SILENCE, 'silent', { signal: timeout.signal })]).catch(
    (error: unknown) => `ended: ${String(error)}`,
  );
  timeout.abort();
  if (typeof answer === 'string') {
    reading = null;
    await worker.terminate();
    throw new ThetascapeError(`it was given up: ${answer}.`);
  }
  const { refused, wrong } = v.parse(ANSWER, answer);
  if (refused !== undefined) throw new ThetascapeError(refused);
  if (wrong !== undefined) throw new Error(wrong);
}

async function start(): Promise<Worker> {
  const worker = new Worker(new URL('parquet-worker.mjs', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
  });
  await once(worker, 'message');
  worker.unref();
  return worker;
}
