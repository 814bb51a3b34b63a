/** What a wave has a device do, to say how long it will take. */
import { pointRows, validationRows } from '../plan/data-shape';
import { evaluationDispatches, totalFlops, trainDispatches, type DispatchPlan } from '../plan/dispatch-table';
import type { WavePlan } from '../plan/wave-plan';
import { validationPasses } from './passes';
import { semanticPasses } from './predictions';

export interface Work {
  /** Floating-point operations of one model. */
  flops: number;
  /** Of all models together. */
  dispatches: number;
}

/** An epoch: its steps and its validation, and predictions under every semantic where somebody watches. */
export function workPerEpoch(wave: WavePlan, livePasses: number): Work {
  const { data, layout, batch, kernels, stepsPerEpoch } = wave;
  return sum([
    times(trainDispatches(layout, batch, kernels.path), stepsPerEpoch),
    evaluation(wave, data.validation, [validationPasses(wave)]),
    evaluation(wave, data.livePoints, semanticPasses(wave, livePasses)),
  ]);
}

/** The evaluations after the last epoch. */
export function workToFinish(wave: WavePlan): Work {
  const passes = semanticPasses(wave, wave.setting.evaluation.passes);
  return sum([validationRows(wave.data), pointRows(wave.data)].map(({ rows }) => evaluation(wave, rows, passes)));
}

/** @param passes of each evaluation of these rows; 0 is one without dropout */
function evaluation({ layout, batch, kernels }: WavePlan, rows: number, passes: readonly number[]): Work {
  const count = passes.reduce((total, own) => total + Math.max(1, own), 0);
  const dispatches = evaluationDispatches(layout, batch, kernels.path, { moments: true, loss: true });
  return times(dispatches, Math.ceil(rows / batch) * count);
}

const times = (dispatches: readonly DispatchPlan[], count: number): Work => ({
  flops: count * totalFlops(dispatches),
  dispatches: count * dispatches.length,
});

const sum = (works: readonly Work[]): Work => ({
  flops: works.reduce((total, { flops }) => total + flops, 0),
  dispatches: works.reduce((total, { dispatches }) => total + dispatches, 0),
});
