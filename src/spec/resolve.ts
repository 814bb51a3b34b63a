import { variedOf } from './axes';
import { check, mistaken, mistakesError, type Checked } from './mistakes';
import { SpecSchema } from './schema';
import { settle } from './setting';
import { checkSweeps } from './sweeps';
import type { Spec, SweepSpec } from './types';

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
  const { version, name, description, axes, zip, sample, sweeps, halving } = checked.value;
  const seeds = { first: 0, mode: 'paired' as const, ...seedsOf(checked.value.seeds) };
  const mistakes: string[] = [];
  const beside = Object.entries({ axes, zip, sample }).find(([, value]) => value)?.[0];
  if (beside && sweeps) mistakes.push(`The spec gives both ${beside} and sweeps; move the ${beside} into a sweep.`);
  if (!Number.isSafeInteger(seeds.first + seeds.count)) {
    mistakes.push(`seeds.first must leave room for ${seeds.count} seeds below 2^53, but is ${seeds.first}.`);
  }
  const setting = settle(checked.value);
  if (!setting.ok) return mistaken(...mistakes, ...setting.mistakes);
  if (halving) mistakes.push(...halvingMistakes(halving.rungs));
  if (mistakes.length > 0) return mistaken(...mistakes);
  const documents = sweeps ?? [{ name, set: {}, axes, zip, sample }];
  const resolved = checkSweeps(setting.value, documents, seeds, (sweep) => (sweeps ? `sweeps[${sweep}].` : ''));
  if (!resolved.ok) return resolved;
  const own = { version, name, description, ...setting.value, sweeps: resolved.value, seeds };
  const value = { ...own, ...(halving && { halving }) };
  const useless = uselessRungs(value);
  return useless.length > 0 ? mistaken(...useless) : { ok: true, value };
}

function halvingMistakes(rungs: readonly number[]): string[] {
  const at = rungs.findIndex((rung, i) => i > 0 && rung <= rungs[i - 1]!);
  return at < 0 ? [] : [`halving.rungs must ascend, but ${rungs[at]} comes after ${rungs[at - 1]}.`];
}

/** Rungs that no model passes, where all are trained for the same epochs. */
function uselessRungs({ halving, training: { epochs }, sweeps }: Spec): string[] {
  if (!halving || sweeps.some(variesEpochs)) return [];
  const at = halving.rungs.findIndex((rung) => rung >= epochs);
  if (at < 0) return [];
  return [`halving.rungs[${at}] is ${halving.rungs[at]}, but must be below training.epochs, which is ${epochs}.`];
}

function variesEpochs(sweep: SweepSpec): boolean {
  const paths = [...variedOf(sweep).map(({ path }) => path), ...Object.keys(sweep.set)];
  return paths.some((path) => EPOCHS.startsWith(path));
}

const EPOCHS = 'training.epochs';

function seedsOf<Seeds>(seeds: number | Seeds): { count: number } | Seeds {
  return typeof seeds === 'number' ? { count: seeds } : seeds;
}
