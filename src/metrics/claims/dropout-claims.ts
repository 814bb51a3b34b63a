import { count, fixed, list, settingText } from '../format';
import { maximum, mean, minimum, risingPairs } from '../statistics';
import { byShare, logLoss, meanOf, NO_DROPOUT, NO_REFERENCE, notTested, type Judgement, type Rule } from './claim';
import type { Evidence } from './claim';
import type { Family, FamilyMember } from './families';
import type { ModelEvidence } from './evidence';

/** Kendall's τ of a series that rises, and of one that mostly does. */
const RISES = 0.9;
const MOSTLY_RISES = 0.5;
/** Spread of the entropy over p, in nats, that counts as no change and as little change (the L2 sweep spans about 4). */
const SAME_ENTROPY = 0.1;
const LIKE_ENTROPY = 0.5;
/** The article's blurry region, the region it is compared with, and the p at which predictions still follow the curve. */
const BLURRED = { from: 10, to: 12.3 };
const SHARP_UP_TO = 9;
const STILL_FITTING = 0.34;
/** Ratio of the Monte-Carlo deviations of the two regions. */
const CLEARLY_WIDER = 1.5;
const WIDER = 1.1;

export const DROPOUT_RULES: Rule[] = [
  {
    id: 'C5',
    claim: 'The final training loss rises with p.',
    rule: `Kendall's τ of the training loss over p is at least ${RISES}; partly: at least ${MOSTLY_RISES}.`,
    judge: withDropout(judgeLoss),
  },
  {
    id: 'C6',
    claim: 'Dropout widens the distribution of θ.',
    rule: 'RMS θ is above the unregularized one for every p > 0; partly: for some p.',
    judge: withDropout(judgeWidth),
  },
  {
    id: 'C7',
    claim: 'The value of p (below 1) does not change p(θ).',
    rule: `Over 0 < p < 1 the entropy of p(θ) spans at most ${SAME_ENTROPY} nats; partly: at most ${LIKE_ENTROPY}.`,
    judge: withDropout(judgeShape),
  },
  {
    id: 'C8',
    claim: 'At p = 1 the network learns nothing.',
    rule: 'At p = 1 no parameter differs from its initial value; partly: only biases of the output do.',
    judge: withDropout(judgeNothing),
  },
  {
    id: 'C9',
    claim: 'The blur of the predictions near x = 11 shows uncertainty.',
    rule: `For 0 < p ≤ 1/3 the Monte-Carlo deviation over ${BLURRED.from} < x < ${BLURRED.to} is at least ${CLEARLY_WIDER} times that over x < ${SHARP_UP_TO}; partly: ${WIDER} times.`,
    judge: withDropout(judgeBlur),
  },
];

function withDropout(judge: (family: Family, evidence: Evidence) => Judgement): Rule['judge'] {
  return (evidence) => (evidence.dropout ? judge(evidence.dropout, evidence) : notTested(NO_DROPOUT));
}

const rms = (member: FamilyMember): number => meanOf(member, ({ theta }) => theta.rms);

function judgeLoss({ members }: Family): Judgement {
  const losses = members.map((member) => logLoss(member, 'train'));
  const tau = risingPairs(losses);
  return {
    verdict: tau >= RISES ? 'holds' : tau >= MOSTLY_RISES ? 'partly' : 'fails',
    evidence:
      `From p = ${settingText(members[0]!.strength, 2)} to ${settingText(members.at(-1)!.strength, 2)} it goes from ` +
      `${fixed(losses[0]!)} to ${fixed(losses.at(-1)!)} (log10); τ = ${fixed(tau)}.`,
    members,
  };
}

function judgeWidth({ members, reference }: Family, { l2 }: Evidence): Judgement {
  if (!reference) return notTested(NO_REFERENCE);
  const dropped = members.filter(({ strength }) => strength > 0);
  const wider = dropped.filter((member) => rms(member) > rms(reference));
  const widest = dropped.reduce((best, member) => (rms(member) > rms(best) ? member : best));
  const strongL2 = l2?.members.find(({ strength }) => strength >= 1e-3);
  return {
    verdict: byShare(wider.length, dropped.length),
    evidence:
      `RMS θ is ${fixed(rms(reference), 3)} without dropout and above it for ${wider.length} of ${dropped.length} values of p; ` +
      `the greatest is ${fixed(rms(widest), 3)} at p = ${settingText(widest.strength, 2)}` +
      (strongL2 ? `, against ${fixed(rms(strongL2), 3)} with L2 at λ = ${settingText(strongL2.strength)}.` : '.'),
    members: [reference, ...dropped],
  };
}

function judgeShape({ members }: Family): Judgement {
  const inside = members.filter(({ strength }) => strength > 0 && strength < 1);
  if (inside.length < 2) return notTested('This run has fewer than two values of p between 0 and 1.');
  const entropies = inside.map((member) => meanOf(member, ({ entropy }) => entropy));
  const span = maximum(entropies) - minimum(entropies);
  return {
    verdict: span <= SAME_ENTROPY ? 'holds' : span <= LIKE_ENTROPY ? 'partly' : 'fails',
    evidence:
      `The entropy lies between ${fixed(minimum(entropies))} and ${fixed(maximum(entropies))} nats over 0 < p < 1, ` +
      `a span of ${fixed(span)}; RMS θ goes from ${fixed(rms(inside[0]!), 3)} to ${fixed(rms(inside.at(-1)!), 3)}.`,
    members: inside,
  };
}

function judgeNothing({ members }: Family): Judgement {
  const all = members.find(({ strength }) => strength === 1);
  if (!all) return notTested('This run has no p = 1.');
  const each = all.models.flatMap(({ moved }) => moved ?? []);
  const [first] = each;
  if (!first) return notTested('Only the weights at the end of the training tell which parameters moved.');
  const moved = maximum(each.map((model) => model.all));
  const onlyOutput = each.every((model) => model.all === model.outputBiases);
  return {
    verdict: moved === 0 ? 'holds' : onlyOutput ? 'partly' : 'fails',
    evidence: `${count(moved)} of ${count(first.outOf)} parameters moved${onlyOutput && moved > 0 ? ': the bias of the output, which fits the mean.' : '.'}`,
    members: [all],
  };
}

function judgeBlur({ members }: Family): Judgement {
  const fitting = members.filter(({ strength }) => strength > 0 && strength <= STILL_FITTING);
  if (fitting.length === 0) return notTested('This run has no p between 0 and 1/3.');
  const { data } = fitting[0]!.models[0]!.setting;
  if (data.kind !== 'article')
    return notTested("The claim is about the article's curve, which this run does not train on.");
  const ratios = fitting.map((member) => ({
    p: settingText(member.strength, 2),
    blurred: meanOf(member, (model) => meanDeviation(model, (x) => x > BLURRED.from && x < BLURRED.to)),
    sharp: meanOf(member, (model) => meanDeviation(model, (x) => x < SHARP_UP_TO)),
  }));
  if (ratios.every(({ sharp }) => sharp === 0)) return notTested('A deviation needs two Monte-Carlo passes or more.');
  const ratio = mean(ratios.map(({ blurred, sharp }) => blurred / sharp));
  return {
    verdict: ratio >= CLEARLY_WIDER ? 'holds' : ratio >= WIDER ? 'partly' : 'fails',
    evidence:
      `The deviation of the passes is ${fixed(ratio, 1)} times as great there: ` +
      `${list(ratios.map(({ p, blurred, sharp }) => `${fixed(blurred, 3)} against ${fixed(sharp, 3)} at p = ${p}`))}.`,
    members: fitting,
  };
}

/** Mean over the grid's points in a region of the Monte-Carlo deviation. */
function meanDeviation({ points, predictions }: ModelEvidence, inside: (x: number) => boolean): number {
  return mean(predictions.deviation.filter((_, i) => inside(points.x[i]!)));
}
