import { check, mistaken, mistakesError, type Checked } from './mistakes';
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
  const spec = checkSpec(input);
  if (!spec.ok) throw mistakesError(spec.mistakes);
  return spec.value;
}

/** As {@link resolve}, with the mistakes as a value. */
export function checkSpec(input: unknown): Checked<Spec> {
  const checked = check(SpecSchema, input);
  if (!checked.ok) return checked;
  const { version, name, description, axes, zip, sample, sweeps } = checked.value;
  const seeds = { first: 0, mode: 'paired' as const, ...seedsOf(checked.value.seeds) };
  const mistakes: string[] = [];
  const beside = Object.entries({ axes, zip, sample }).find(([, value]) => value)?.[0];
  if (beside && sweeps) mistakes.push(`The spec gives both ${beside} and sweeps; move the ${beside} into a sweep.`);
  if (!Number.isSafeInteger(seeds.first + seeds.count)) {
    mistakes.push(`seeds.first must leave room for ${seeds.count} seeds below 2^53, but is ${seeds.first}.`);
  }
  const setting = settle(checked.value);
  if (!setting.ok) return mistaken(...mistakes, ...setting.mistakes);
  if (mistakes.length > 0) return mistaken(...mistakes);
  const documents = sweeps ?? [{ name, set: {}, axes, zip, sample }];
  const resolved = checkSweeps(setting.value, documents, seeds, (sweep) => (sweeps ? `sweeps[${sweep}].` : ''));
  if (!resolved.ok) return resolved;
  return { ok: true, value: { version, name, description, ...setting.value, sweeps: resolved.value, seeds } };
}

function seedsOf<Seeds>(seeds: number | Seeds): { count: number } | Seeds {
  return typeof seeds === 'number' ? { count: seeds } : seeds;
}
