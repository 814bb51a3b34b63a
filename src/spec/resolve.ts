import { check, mistakesError } from './mistakes';
import { SpecSchema } from './schema';
import { settle } from './setting';
import { checkSweeps } from './sweeps';
import type { Spec } from './types';

/**
 * Turns a document into a {@link Spec}: every default present, every number checked, every axis a list of values.
 *
 * @param input parsed JSON, as `jsonSchema()` describes it
 * @throws ThetascapeError that tells every mistake, with its path and what to do
 */
export function resolve(input: unknown): Spec {
  const checked = check(SpecSchema, input);
  if (!checked.ok) throw mistakesError(checked.mistakes);
  const { version, name, description, axes, sweeps } = checked.value;
  const seeds = { first: 0, mode: 'paired' as const, ...seedsOf(checked.value.seeds) };
  const mistakes: string[] = [];
  if (axes && sweeps) mistakes.push('The spec gives both axes and sweeps; move the axes into a sweep.');
  if (!Number.isSafeInteger(seeds.first + seeds.count)) {
    mistakes.push(`seeds.first must leave room for seeds.count below 2^53, but is ${seeds.first}.`);
  }
  const setting = settle(checked.value);
  if (!setting.ok || mistakes.length > 0) throw mistakesError([...mistakes, ...(setting.ok ? [] : setting.mistakes)]);
  const resolved = checkSweeps(setting.value, sweeps ?? [{ name, set: {}, axes: axes ?? [] }], seeds, (sweep) =>
    sweeps ? `sweeps[${sweep}].` : '',
  );
  if (!resolved.ok) throw mistakesError(resolved.mistakes);
  return { version, name, description, ...setting.value, sweeps: resolved.value, seeds };
}

function seedsOf<Seeds>(seeds: number | Seeds): { count: number } | Seeds {
  return typeof seeds === 'number' ? { count: seeds } : seeds;
}
