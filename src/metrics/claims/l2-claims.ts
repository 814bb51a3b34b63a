import { fixed, list, percent, settingText } from '../format';
import { byShare, logLoss, meanOf, NO_L2, NO_REFERENCE, notTested, type Judgement, type Rule } from './claim';
import { predictedConstant } from './predicted-constant';
import type { Evidence } from './claim';
import type { Family, FamilyMember } from './families';

const SMALL = 1e-4;
const TURNING_POINT = 0.01;
/** Decades of loss that count as no change: half the effect of λ = 0.001, twice the spread between seeds at small λ. */
const UNCHANGED = 0.5;
/** By how much more of the parameters must lie near 0 to call p(θ) visibly changed. */
const VISIBLY = 5;
/** RMS distance from the training mean, in standard deviations of the targets, that still counts as predicting it. */
const CONSTANT = 0.25;
/** Fraction of the parameters that makes a network sparse. */
const SPARSE = 0.5;

export const L2_RULES: Rule[] = [
  {
    id: 'C1',
    claim: 'A small λ leaves the predictions alone but is visible in p(θ).',
    rule: `For every λ up to ${settingText(SMALL)}: validation loss within ${UNCHANGED} decades of the unregularized one, and at least ${VISIBLY} times as many parameters within ±0.001 of 0.`,
    judge: withL2(judgeSmall),
  },
  {
    id: 'C2',
    claim: 'There is a turning point near λ = 0.01.',
    rule: 'The λ at whose end of a decade the training loss has risen most (interpolated in log λ) lies within a factor √10 of 0.01; partly: within a factor 10.',
    judge: withL2(judgeTurningPoint),
  },
  {
    id: 'C3',
    claim: 'Beyond it the network predicts the mean of the data.',
    rule: `For every λ above ${TURNING_POINT}: predictions (dropout off) within ${CONSTANT} standard deviations (RMS) of the mean of the training targets.`,
    judge: withL2(judgeMean),
  },
  {
    id: 'C4',
    claim: 'L2 makes the parameters sparse.',
    rule: 'At the strongest λ at least half of the parameters are exactly 0; partly: at least half lie within ±0.001 of 0.',
    judge: withL2(judgeSparse),
  },
];

function withL2(judge: (family: Family, evidence: Evidence) => Judgement): Rule['judge'] {
  return (evidence) => (evidence.l2 ? judge(evidence.l2, evidence) : notTested(NO_L2));
}

const nearZero = (member: FamilyMember): number => meanOf(member, ({ theta }) => theta.nearZero);

function judgeSmall({ members, reference }: Family): Judgement {
  if (!reference) return notTested(NO_REFERENCE);
  const small = members.filter(({ strength }) => strength > 0 && strength <= SMALL);
  const strongest = small.at(-1);
  if (!strongest) return notTested(`This run has no λ between 0 and ${settingText(SMALL)}.`);
  const unregularized = logLoss(reference, 'validation');
  const agreeing = small.filter(
    (member) =>
      Math.abs(logLoss(member, 'validation') - unregularized) <= UNCHANGED &&
      nearZero(member) >= VISIBLY * nearZero(reference),
  );
  return {
    verdict: byShare(agreeing.length, small.length),
    evidence:
      `At λ = ${settingText(strongest.strength)} the validation loss is ${fixed(logLoss(strongest, 'validation'))} (log10), ` +
      `without L2 ${fixed(unregularized)}; within ±0.001 of 0 lie ${percent(nearZero(strongest))} of the parameters ` +
      `against ${percent(nearZero(reference))}.`,
    members: [reference, ...small],
  };
}

function judgeTurningPoint({ members }: Family): Judgement {
  const swept = members.filter(({ strength }) => strength > 0);
  const rises = swept
    .map((member) => ({ member, before: lossAt(swept, member.strength / 10), after: logLoss(member, 'train') }))
    .filter(({ before }) => Number.isFinite(before));
  const [first, last] = [rises[0], rises.at(-1)];
  if (!first || !last || first.member.strength > TURNING_POINT || last.member.strength < 10 * TURNING_POINT) {
    return notTested('The turning point needs values of λ from 0.001 to 0.1 at least.');
  }
  const steepest = rises.reduce((best, rise) => (rise.after - rise.before > best.after - best.before ? rise : best));
  const decadesAway = Math.abs(Math.log10(steepest.member.strength / TURNING_POINT));
  return {
    verdict: decadesAway <= 0.5 ? 'holds' : decadesAway <= 1 ? 'partly' : 'fails',
    evidence:
      `The training loss rises most over the decade that ends at λ = ${settingText(steepest.member.strength)}: ` +
      `from ${fixed(steepest.before)} to ${fixed(steepest.after)} (log10).`,
    members: swept,
  };
}

/** log10 training loss at any λ, interpolated in log λ; NaN beyond the sweep. */
function lossAt(swept: readonly FamilyMember[], strength: number): number {
  const position = Math.log10(strength);
  for (const [i, upper] of swept.entries()) {
    const to = Math.log10(upper.strength);
    if (Math.abs(position - to) < 1e-9) return logLoss(upper, 'train');
    const lower = swept[i - 1];
    if (!lower || position > to) continue;
    const from = Math.log10(lower.strength);
    if (position < from) return NaN;
    const share = (position - from) / (to - from);
    return (1 - share) * logLoss(lower, 'train') + share * logLoss(upper, 'train');
  }
  return NaN;
}

function judgeMean({ members }: Family): Judgement {
  const strong = members.filter(({ strength }) => strength > TURNING_POINT);
  if (strong.length === 0) return notTested(`This run has no λ above ${TURNING_POINT}.`);
  const constants = strong.map((member) => ({ member, ...predictedConstant(member) }));
  const agreeing = constants.filter(({ distance }) => distance <= CONSTANT);
  const parts = constants.map(
    ({ member, predicted, distance, expected }) =>
      `λ = ${settingText(member.strength)} predicts ${fixed(predicted, 3)} on average, ${fixed(distance)} sd from the mean` +
      (expected === null ? '' : ` (a constant 2ȳ/(2 + λ) would be ${fixed(expected, 3)})`),
  );
  return {
    verdict: byShare(agreeing.length, strong.length),
    evidence: `The mean of the training targets is ${fixed(constants[0]!.target, 3)}; ${list(parts)}.`,
    members: strong,
  };
}

function judgeSparse({ members }: Family): Judgement {
  const strongest = members.at(-1)!;
  const exact = meanOf(strongest, ({ theta }) => theta.exactZero);
  const near = nearZero(strongest);
  return {
    verdict: exact >= SPARSE ? 'holds' : near >= SPARSE ? 'partly' : 'fails',
    evidence:
      `At λ = ${settingText(strongest.strength)}, ${percent(near)} of the parameters lie within ±0.001 of 0, ` +
      `but ${percent(exact)} are exactly 0.`,
    members: [strongest],
  };
}
