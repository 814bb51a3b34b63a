import { deviation, log10Loss, mean, median } from '../statistics';
import type { ModelEvidence } from './evidence';
import type { Family, FamilyMember } from './families';

export type Verdict = 'holds' | 'partly' | 'fails' | 'not tested';

/** One claim of the article and what this run's numbers say of it. */
export interface Claim {
  /** C1 … C10. */
  id: string;
  claim: string;
  /** How the verdict is reached. */
  rule: string;
  verdict: Verdict;
  /** The numbers, or the reason why the claim was not tested. */
  evidence: string;
  /** Fewest seeds behind any number of the evidence; 0 when not tested. */
  seeds: number;
}

/** What the claims are judged by. */
export interface Evidence {
  l2: Family | null;
  dropout: Family | null;
}

export interface Judgement {
  verdict: Verdict;
  evidence: string;
  /** The settings whose numbers were used. */
  members: readonly FamilyMember[];
}

export interface Rule extends Pick<Claim, 'id' | 'claim' | 'rule'> {
  judge: (evidence: Evidence) => Judgement;
}

export function notTested(reason: string): Judgement {
  return { verdict: 'not tested', evidence: reason, members: [] };
}

export const NO_L2 = 'This run has no three settings that differ in l2Penalty alone, without dropout and weightDecay.';
export const NO_DROPOUT =
  'This run has no three settings that differ in dropout alone, without l2Penalty and weightDecay.';
export const NO_REFERENCE = 'This run has no unregularized model that was trained like the regularized ones.';

/** `holds` if the claim is true of every part, `fails` if of none, else `partly`. */
export function byShare(trueOf: number, outOf: number): Verdict {
  if (trueOf === outOf) return 'holds';
  return trueOf === 0 ? 'fails' : 'partly';
}

/** Mean over the seeds. */
export function meanOf(member: FamilyMember, measure: (model: ModelEvidence) => number): number {
  return mean(member.models.map(measure));
}

/** Mean over the seeds of log10 of the median loss of the last epochs, which single epochs' spikes do not move. */
export function logLoss(member: FamilyMember, of: 'train' | 'validation'): number {
  return meanOf(member, ({ lastLosses }) => log10Loss(median(lastLosses[of])));
}

/** Of {@link logLoss} in training: over the seeds, or the spread of the last epochs where there is only one seed. */
export function standardError({ models }: FamilyMember): number {
  const [first, ...others] = models.map(({ lastLosses }) => lastLosses.train);
  if (others.length === 0) return deviation(Array.from(first!, log10Loss));
  return deviation([first!, ...others].map((losses) => log10Loss(median(losses)))) / Math.sqrt(models.length);
}
