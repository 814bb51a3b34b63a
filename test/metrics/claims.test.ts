import { describe, expect, it } from 'vitest';
import { judgeClaims } from '../../src/metrics/claims/claims';
import { summarise } from '../../src/metrics/summary';
import { articleRun, partialRun, tableRun } from '../report/fixture';
import type { Claim } from '../../src/metrics/claims/claim';
import type { RunResult } from '../../src/metrics/types';

const judge = (run: RunResult): Map<string, Claim> =>
  new Map(judgeClaims(run, summarise(run)).map((claim) => [claim.id, claim]));
const verdicts = (run: RunResult): Record<string, string> =>
  Object.fromEntries([...judge(run)].map(([id, { verdict }]) => [id, verdict]));

describe('judgeClaims', () => {
  it("finds in numbers like the article's what the replication found", () => {
    expect(verdicts(articleRun())).toEqual({
      C1: 'holds',
      C2: 'holds',
      C3: 'partly',
      C4: 'partly',
      C5: 'holds',
      C6: 'partly',
      C7: 'partly',
      C8: 'partly',
      C9: 'holds',
      C10: 'partly',
    });
  });

  it('quotes the numbers and the seeds behind a verdict', () => {
    const { evidence, seeds } = judge(articleRun(2)).get('C8')!;
    expect(evidence).toBe('1 of 12,673 parameters moved: the bias of the output, which fits the mean.');
    expect(seeds).toBe(2);
  });

  it('turns with the numbers', () => {
    const run = articleRun(1);
    for (const result of run.models) {
      const { l2Penalty, dropout } = result.model.setting.regularization;
      if (l2Penalty > 0) result.statistics.total = { ...result.statistics.total, nearZero: 0, exactZero: 0 };
      if (l2Penalty > 0) result.predictions.off.fill(5);
      if (dropout[1] === 1) result.weights[0]! += 1;
      if (dropout[1]! > 0) result.trainLoss.fill(10 ** (-4 - dropout[1]!));
      if (dropout[1]! > 0) result.predictions.deviation.fill(1);
    }
    expect(verdicts(run)).toMatchObject({
      C1: 'fails',
      C3: 'fails',
      C4: 'fails',
      C5: 'fails',
      C8: 'fails',
      C9: 'fails',
    });
  });

  it('tests only what the axes of a run allow, and says why', () => {
    const l2Only = articleRun(1);
    l2Only.models = l2Only.models.filter(({ model }) => model.sweep === 'l2');
    const claims = judge(l2Only);
    expect(claims.get('C2')!.verdict).toBe('holds');
    expect(claims.get('C1')).toMatchObject({ verdict: 'not tested', seeds: 0 });
    expect(claims.get('C1')!.evidence).toMatch(/unregularized/);
    expect(claims.get('C5')!.evidence).toMatch(/dropout/);
    expect(new Set(Object.values(verdicts(tableRun())))).toEqual(new Set(['not tested']));
  });

  it('tests nothing on a run that was stopped', () => {
    expect(new Set(Object.values(verdicts(partialRun())))).toEqual(new Set(['not tested']));
  });
});
