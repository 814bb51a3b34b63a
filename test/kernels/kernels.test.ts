import { describe, expect, test } from 'vitest';
import { subgroupSteps as subgroupStepsKernel } from '../../src/kernels';
import { shaderSource } from '../../src/kernels/sources';
import { fitsDevice } from '../../src/train/path-preference';
import { disagreement } from '../support/compare';
import { testDevice } from '../support/device';
import { runDispatch } from '../support/dispatch';
import { partOf, soloBuffers, wordKinds, wordsOf } from '../support/kernel-buffers';
import type { KernelCase } from '../support/kernel-suite';
import { placeIn } from '../support/places';
import { suite as adam } from './adam.case';
import { suite as copyProbe } from './copy-probe.case';
import { suite as denseBackwardInput } from './dense-backward-input.case';
import { suite as denseBackwardWeight } from './dense-backward-weight.case';
import { suite as denseForward } from './dense-forward.case';
import { suite as densityRows } from './density-rows.case';
import { suite as densitySummary } from './density-summary.case';
import { suite as fmaProbe } from './fma-probe.case';
import { suite as fusedSteps } from './fused-steps.case';
import { suite as gatherBatch } from './gather-batch.case';
import { suite as mseLoss } from './mse-loss.case';
import { suite as predictionMoments } from './prediction-moments.case';
import { suite as scalarBackwardInput } from './scalar-backward-input.case';
import { suite as scalarForward } from './scalar-forward.case';
import { suite as subgroupBackwardInput } from './subgroup-backward-input.case';
import { suite as subgroupBackwardWeight } from './subgroup-backward-weight.case';
import { suite as subgroupForward } from './subgroup-forward.case';
import { suite as subgroupSteps } from './subgroup-steps.case';
import { suite as thetaDensity } from './theta-density.case';
import { suite as thetaStatistics } from './theta-statistics.case';

const device = await testDevice();

const suites = [
  adam,
  copyProbe,
  denseBackwardInput,
  denseBackwardWeight,
  denseForward,
  densityRows,
  densitySummary,
  fmaProbe,
  fusedSteps,
  gatherBatch,
  mseLoss,
  predictionMoments,
  scalarBackwardInput,
  scalarForward,
  subgroupBackwardInput,
  subgroupBackwardWeight,
  subgroupForward,
  subgroupSteps,
  thetaDensity,
  thetaStatistics,
];

// subgroups may have fewer lanes than these need, as SwiftShader's do
const runnable = suites.filter(
  ({ kernel }) => kernel.name !== subgroupStepsKernel.name || fitsDevice('fused-subgroups', device),
);

describe.each(runnable)('$kernel.name', ({ kernel, scratch, cases }) => {
  const source = shaderSource(kernel.name);
  const results = kernel.bindings.filter((name) => !scratch.includes(name));

  test.each(cases)('$name', async (own: KernelCase) => {
    const prepared = own.prepare();
    const { dispatch, layout } = prepared;
    const { buffers, models } = dispatch;
    const expected = prepared.expected();
    const actual = await runDispatch(device, dispatch);

    const disagreements = results.map((name) => {
      const kinds = wordKinds(name, buffers[name]!, source);
      const words = {
        before: wordsOf(name, buffers[name]!, source),
        expected: wordsOf(name, expected[name]!, source),
        actual: actual[name]!,
      };
      const where = (word: number) => (layout ? placeIn(layout, name, word) : null) ?? `${name}${kinds.name(word)}`;
      return disagreement(words, own.tolerance, kinds.isFloat, where);
    });
    expect(disagreements.filter((found) => found !== null)).toEqual([]);

    for (const model of someOf(models)) {
      const solo = await runDispatch(device, { ...dispatch, models: 1, buffers: soloBuffers(buffers, models, model) });
      for (const name of results.filter((binding) => partOf(binding, buffers[binding]!, models, 0) !== null)) {
        const length = actual[name]!.length / models;
        const batched = actual[name]!.subarray(model * length, (model + 1) * length);
        expect(sameWords(solo[name]!, batched) ? 'same' : `${name} of model ${model} alone is another`).toBe('same');
      }
    }
  });
});

/** The first, a middle and the last of several models; a single one is alone already. */
function someOf(models: number): number[] {
  return models === 1 ? [] : [...new Set([0, Math.floor(models / 2), models - 1])];
}

function sameWords(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}
