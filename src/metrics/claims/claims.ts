import { list, settingText } from '../format';
import {
  byShare,
  logLoss,
  NO_REFERENCE,
  notTested,
  standardError,
  type Claim,
  type Evidence,
  type Judgement,
  type Rule,
} from './claim';
import { DROPOUT_RULES } from './dropout-claims';
import { evidenceOf } from './evidence';
import { dropoutFamily, l2Family, type FamilyMember, type SettingEvidence } from './families';
import { L2_RULES } from './l2-claims';
import type { RunSummary } from '../summary';
import type { RunResult } from '../types';

/** Decades by which a training loss must exceed the unregularized one to count as raised, a quarter more … */
const RAISED = 0.1;
/** … and standard errors of the difference. */
const ERRORS = 2;

const RULES: Rule[] = [
  ...L2_RULES,
  ...DROPOUT_RULES,
  {
    id: 'C10',
    claim: 'Regularization raises the training loss.',
    rule: `The training loss exceeds the unregularized one by more than ${RAISED} decades and ${ERRORS} standard errors (over the seeds, or the last epochs of a single one) for every λ and p above 0; partly: for some.`,
    judge: judgeRaised,
  },
];

/**
 * The article's ten claims, judged by this run's numbers. Losses are log10 of the median MSE of the last ten epochs,
 * averaged over the seeds; a claim that the run has no settings for is not tested.
 */
export function judgeClaims(run: RunResult, { groups }: RunSummary): Claim[] {
  if (!run.complete) return RULES.map((rule) => claimOf(rule, notTested(STOPPED)));
  // what stopped at a rung says nothing of a whole training
  const whole = groups.map(({ finite }) => finite.filter(({ result }) => result.stoppedAt === null));
  return judgeEvidence(whole.map((models) => models.map((model) => evidenceOf(run, model))));
}

/** The path of the number whose strength a claim is about; null where it is about any. */
export function regularizerOf({ id }: Pick<Claim, 'id'>): string | null {
  if (L2_RULES.some((rule) => rule.id === id)) return 'regularization.l2Penalty';
  return DROPOUT_RULES.some((rule) => rule.id === id) ? 'regularization.dropout' : null;
}

/** The claims, judged by the models of each setting of a run, as far as they are trained. */
export function judgeEvidence(settings: readonly SettingEvidence[]): Claim[] {
  const evidence = { l2: l2Family(settings), dropout: dropoutFamily(settings) };
  return RULES.map((rule) => claimOf(rule, rule.judge(evidence)));
}

const STOPPED = 'The run was stopped before its last epoch.';

function claimOf({ id, claim, rule }: Rule, { verdict, evidence, members }: Judgement): Claim {
  const seeds = members.length === 0 ? 0 : Math.min(...members.map(({ models }) => models.length));
  return { id, claim, rule, verdict, evidence, seeds };
}

function judgeRaised({ l2, dropout }: Evidence): Judgement {
  const [byL2, byDropout] = [comparisons(l2, 'λ'), comparisons(dropout, 'p')];
  const all = [...byL2, ...byDropout];
  if (all.length === 0) return notTested(NO_REFERENCE);
  const raised = all.filter((one) => one.raised);
  const spared = all.filter((one) => !one.raised).map(({ name }) => name);
  return {
    verdict: byShare(raised.length, all.length),
    evidence:
      `${raised.length} of ${all.length} settings raise it beyond the noise` +
      (spared.length === 0 ? '.' : `; not ${list(spared)}.`),
    members: all.map(({ member }) => member),
  };
}

function comparisons(
  family: Evidence['l2'],
  symbol: string,
): { member: FamilyMember; name: string; raised: boolean }[] {
  if (!family?.reference) return [];
  const unregularized = logLoss(family.reference, 'train');
  const noise = standardError(family.reference);
  return family.members
    .filter(({ strength }) => strength > 0)
    .map((member) => ({
      member,
      name: `${symbol} = ${settingText(member.strength, 2)}`,
      raised:
        logLoss(member, 'train') - unregularized > Math.max(RAISED, ERRORS * Math.hypot(noise, standardError(member))),
    }));
}
