import { judgeEvidence } from '../../metrics/claims/claims';
import type { Claim, Verdict } from '../../metrics/claims/claim';
import type { ModelEvidence } from '../../metrics/claims/evidence';
import { strongestDropout } from '../../metrics/claims/families';
import { LAST_EPOCHS } from '../../metrics/summary';
import type { LiveModel } from '../live-model';
import type { LiveRun } from '../live-run';
import { isStopped } from '../selection';

/** A claim as a run that still trains tells of it: `not yet` where a later epoch may. */
export interface LiveClaim extends Omit<Claim, 'verdict'> {
  verdict: Verdict | 'not yet';
  /** Whether all models are trained, so that no later epoch can tell otherwise. */
  isFinal: boolean;
}

/** The article's claims, judged by the numbers of a run at an epoch, over all its sweeps. */
export function liveClaims(run: LiveRun, epoch: number): LiveClaim[] {
  const settings = run.sweeps.flatMap((sweep) => sweep.settings);
  const evidence = settings.map(({ models }) => models.flatMap((model) => evidenceAt(run, model, epoch) ?? []));
  const isWaiting = run.models.some(({ epochs, divergedAt }) => epochs === 0 && divergedAt === null) || epoch === 0;
  const isFinal = run.models.every(isTrained);
  return judgeEvidence(evidence).map((claim) =>
    isWaiting && claim.verdict === 'not tested'
      ? { ...claim, verdict: 'not yet', evidence: 'Not all of its models have been trained for an epoch.', isFinal }
      : { ...claim, isFinal },
  );
}

const isTrained = ({ model, epochs, divergedAt, stoppedAt }: LiveModel): boolean =>
  divergedAt !== null || stoppedAt !== null || epochs === model.setting.training.epochs;

/** At p = 1, which alone the claims ask of what moved. */
const isDropped = ({ model }: LiveModel): boolean => strongestDropout(model.setting.regularization.dropout) === 1;

/** Null for a model that diverged, has not been trained yet, or has stopped at a rung. */
function evidenceAt(run: LiveRun, model: LiveModel, epoch: number): ModelEvidence | null {
  const statistics = model.statisticsAt(epoch);
  const kept = model.predictionsAt(epoch);
  if (!statistics || !kept || model.divergedAt !== null || isStopped(model, epoch)) return null;
  const last = (losses: Float64Array) => losses.subarray(0, epoch).slice(-LAST_EPOCHS);
  return {
    setting: model.model.setting,
    lastLosses: { train: last(model.trainLoss), validation: last(model.validationLoss) },
    theta: statistics,
    entropy: model.densityAt(epoch)?.entropy ?? NaN,
    ...run.dataOf(model.model.index),
    predictions: kept.predictions,
    moved: isDropped(model) && epoch >= model.epochs ? run.movedOf(model) : null,
  };
}
