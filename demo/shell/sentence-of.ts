import { ThetascapeError } from '../../src/errors';

/** What an error says to people; what should not have happened goes to the console as well. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ThetascapeError) return error.message;
  console.error(error);
  return `Something went wrong that should not have: ${error instanceof Error ? error.message : String(error)}`;
}
