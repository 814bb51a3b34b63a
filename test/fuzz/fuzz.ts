/** Feeds a parser what an attacker might, until it does what it must not. */
import { attacked, type Random } from './mutation';
import type { Parser } from './parsers';

/** Milliseconds that no input of these lengths may take, however busy the machine is. */
const PATIENCE = 5000;
const LONGEST = 2 ** 16;

/** What an input did: nothing wrong, or this. */
export async function wrongWith({ parse, refusals }: Parser, input: Uint8Array): Promise<string | null> {
  const started = performance.now();
  try {
    await parse(input);
  } catch (error) {
    if (!refusals.some((refusal) => error instanceof refusal)) {
      return error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }
  const milliseconds = performance.now() - started;
  if (milliseconds > PATIENCE) return `it took ${milliseconds.toFixed(0)} ms`;
  return prototypes() === UNTOUCHED ? null : `it left prototypes as ${prototypes()}`;
}

const prototypes = (): string =>
  [Object, Array, Function, String, Number, Map].map(({ prototype }) => Reflect.ownKeys(prototype).length).join();
const UNTOUCHED = prototypes();

/** Inputs that reach what no other has reached; without eyes for that, none. */
export interface Eyes {
  /** Whether something new was reached since it was last asked. */
  sawNew(): Promise<boolean>;
}

export interface Fuzzed {
  inputs: number;
  /** Inputs to begin from by the end. */
  corpus: number;
  /** The first input that did something wrong, and what. */
  found: { input: Uint8Array; wrong: string } | null;
}

/**
 * Parses mutated inputs while `goesOn` says so.
 *
 * @param eyes whoever sees what an input reaches, so that those that reach farther are mutated further
 */
export async function fuzz(
  parser: Parser,
  random: Random,
  goesOn: (inputs: number) => boolean,
  eyes: Eyes | null = null,
): Promise<Fuzzed> {
  const corpus = [...parser.corpus];
  for (const input of corpus) {
    const wrong = await wrongWith(parser, input);
    if (wrong !== null) return { inputs: 0, corpus: corpus.length, found: { input, wrong } };
  }
  let inputs = 0;
  while (goesOn(inputs)) {
    const batch = Array.from({ length: 16 }, () => attacked(corpus, random).subarray(0, LONGEST));
    for (const input of batch) {
      inputs++;
      const wrong = await wrongWith(parser, input);
      if (wrong !== null) return { inputs, corpus: corpus.length, found: { input, wrong } };
    }
    // which of the batch went farther does not show: all of them are worth another look
    if (await eyes?.sawNew()) corpus.push(...batch);
  }
  return { inputs, corpus: corpus.length, found: null };
}
