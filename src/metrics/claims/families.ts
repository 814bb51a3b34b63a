import type { Setting } from '../../spec/types';
import type { FiniteSummary, RunSummary } from '../summary';

/** The models of one strength, over all seeds. */
export interface FamilyMember {
  /** λ (l2Penalty) or p (dropout). */
  strength: number;
  finite: FiniteSummary[];
}

/** Settings that differ in the strength of one regularizer and in nothing else, the others being off; rising strength. */
export interface Family {
  members: FamilyMember[];
  /** The member of strength 0: the unregularized model. */
  reference: FamilyMember | null;
}

/** Settings needed before a family shows a trend. */
const FEWEST_MEMBERS = 3;

/** The longest series of settings that differ only in `l2Penalty`. */
export function l2Family(summary: RunSummary): Family | null {
  return largestFamily(
    summary,
    ({ regularization }) => regularization.weightDecay === 0 && strongestDropout(regularization.dropout) === 0,
    ({ regularization }) => regularization.l2Penalty,
  );
}

/** The longest series of settings that differ only in `dropout`; the strength is that of the layers that have any. */
export function dropoutFamily(summary: RunSummary): Family | null {
  return largestFamily(
    summary,
    ({ regularization }) => regularization.weightDecay === 0 && regularization.l2Penalty === 0,
    ({ regularization }) => strongestDropout(regularization.dropout),
  );
}

export function strongestDropout(dropout: readonly number[]): number {
  return Math.max(0, ...dropout);
}

function largestFamily(
  summary: RunSummary,
  belongs: (setting: Setting) => boolean,
  strengthOf: (setting: Setting) => number,
): Family | null {
  const families = new Map<string, Map<number, FamilyMember>>();
  for (const group of summary.groups) {
    const setting = group.models[0]!.result.model.setting;
    if (!belongs(setting) || group.finite.length === 0) continue;
    const strength = strengthOf(setting);
    const key = JSON.stringify(withoutStrengths(setting));
    const members = families.get(key) ?? new Map<number, FamilyMember>();
    families.set(key, members);
    // The same setting may stand in two sweeps (λ = 0 and p = 0): the first one speaks for it.
    if (!members.has(strength)) members.set(strength, { strength, finite: group.finite });
  }
  const largest = [...families.values()].sort((a, b) => b.size - a.size)[0];
  if (!largest || largest.size < FEWEST_MEMBERS) return null;
  const members = [...largest.values()].sort((a, b) => a.strength - b.strength);
  return { members, reference: largest.get(0) ?? null };
}

/** The setting with what the regularizers' strengths alone may change left out. */
function withoutStrengths({ regularization, ...rest }: Setting): unknown {
  return { ...rest, decayBiases: regularization.decayBiases };
}
