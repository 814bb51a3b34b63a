import type { Setting } from '../../spec/types';
import type { ModelEvidence } from './evidence';

/** The models of one setting of the spec that did not diverge. */
export type SettingEvidence = readonly ModelEvidence[];

/** The models of one strength, over all seeds. */
export interface FamilyMember {
  /** λ (l2Penalty) or p (dropout). */
  strength: number;
  models: readonly ModelEvidence[];
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
export function l2Family(settings: readonly SettingEvidence[]): Family | null {
  return largestFamily(
    settings,
    ({ regularization }) => regularization.weightDecay === 0 && strongestDropout(regularization.dropout) === 0,
    ({ regularization }) => regularization.l2Penalty,
  );
}

/** The longest series of settings that differ only in `dropout`; the strength is that of the layers that have any. */
export function dropoutFamily(settings: readonly SettingEvidence[]): Family | null {
  return largestFamily(
    settings,
    ({ regularization }) => regularization.weightDecay === 0 && regularization.l2Penalty === 0,
    ({ regularization }) => strongestDropout(regularization.dropout),
  );
}

export function strongestDropout(dropout: readonly number[]): number {
  return Math.max(0, ...dropout);
}

function largestFamily(
  settings: readonly SettingEvidence[],
  belongs: (setting: Setting) => boolean,
  strengthOf: (setting: Setting) => number,
): Family | null {
  const families = new Map<string, Map<number, FamilyMember>>();
  for (const models of settings) {
    const setting = models[0]?.setting;
    if (!setting || !belongs(setting)) continue;
    const strength = strengthOf(setting);
    const key = JSON.stringify(withoutStrengths(setting));
    const members = families.get(key) ?? new Map<number, FamilyMember>();
    families.set(key, members);
    // The same setting may stand in two sweeps (λ = 0 and p = 0): the first one speaks for it.
    if (!members.has(strength)) members.set(strength, { strength, models });
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
