import { describe, expect, it } from 'vitest';
import { articleRun, tableRun } from '../report/fixture';
import { modelSnapshot, snapshot, trainedRun, waitingRun } from './live-fixture';

describe('LiveRun', () => {
  it('knows of nothing before the first epoch', () => {
    const run = waitingRun(articleRun(1, 5));
    expect(run.epochs).toBe(0);
    expect(run.models[0]!.lossAt(3)).toEqual({ train: NaN, validation: NaN });
    expect(run.models[0]!.statisticsAt(3)).toBeNull();
    expect(run.models[0]!.densityAt(3)).toBeNull();
    expect(run.models[0]!.predictionsAt(3)).toBeNull();
  });

  it('tells of each epoch what its snapshot told, and of later ones what the last one told', () => {
    const result = articleRun(1, 5);
    const run = trainedRun(result, 4);
    const [live, { trainLoss, validationLoss, statistics }] = [run.models[2]!, result.models[2]!];
    expect(run.epochs).toBe(4);
    expect([...live.trainLoss]).toEqual(Array.from(trainLoss).slice(0, 4));
    expect(live.lossAt(2)).toEqual({ train: trainLoss[1], validation: validationLoss[1] });
    expect(live.lossAt(9)).toEqual(live.lossAt(4));
    expect(live.lossAt(0).train).toBeNaN();
    expect(live.statisticsAt(1)!.rms).toBeCloseTo(statistics.total.rms, 6);
    expect(live.densityAt(1)!.entropy).toBeGreaterThan(1.23);
  });

  it('overwrites an epoch that comes twice, and does not go back', () => {
    const result = articleRun(1, 5);
    const run = trainedRun(result, 4);
    run.add(snapshot([{ ...modelSnapshot(result.models[0]!, 2), trainLoss: 7 }], 2));
    expect(run.models[0]!.epochs).toBe(4);
    expect(run.models[0]!.lossAt(2).train).toBe(7);
    expect(run.models[0]!.trainLoss).toHaveLength(4);
  });

  it('keeps the predictions of few epochs where there is no room for all, and those of the latest one', () => {
    const result = tableRun();
    const points = { ...result.predictionPoints[0]!, count: 2 ** 18 };
    const run = trainedRun({ ...result, predictionPoints: [points] }, 7);
    const epochs = [1, 2, 3, 4, 5, 6, 7].map((epoch) => run.models[0]!.predictionsAt(epoch)!.epoch);
    expect(epochs.at(-1)).toBe(7);
    expect(new Set(epochs).size).toBeLessThan(7);
  });

  it('groups the models of a setting, and says where one diverged', () => {
    const result = articleRun(2, 5);
    result.models[4]!.divergedAt = 30;
    const run = trainedRun(result, 1);
    const l2 = run.sweeps.find(({ name }) => name === 'l2')!;
    expect(l2.settings.map(({ models }) => models.length)).toEqual(Array.from({ length: 8 }, () => 2));
    expect(l2.settings[0]!.label).toBe('λ = 1e-5');
    expect(l2.settings.map(({ strength }) => strength).at(-1)).toBe(1);
    expect(run.models[4]!.divergedAt).toBe(30);
  });

  it('knows what the parameters start from', () => {
    const { initial } = waitingRun(articleRun(1, 5));
    expect(initial.level).toBeCloseTo(0.0048, 3);
    expect(initial.floor).toBeCloseTo(1.23464, 4);
    expect(initial.entropy).toBeCloseTo(5.35, 1);
    expect(initial.noise).toBeGreaterThan(0.01);
  });
});
