import { evaluationDispatches, trainDispatches, type DispatchPlan } from '../plan/dispatch-table';
import type { WavePlan } from '../plan/wave-plan';
import { STREAMS } from '../random/streams';

/** One pass over one batch of every model: its dispatches and the uniform `Step` they share. */
export interface Pass {
  dispatches: DispatchPlan[];
  step: StepUniform;
}

/** Fields of `Step` in shaders/shared/types.wesl, but for `following`, which is a matter of submissions. */
export interface StepUniform {
  step: number;
  epoch: number;
  batchStart: number;
  batchRows: number;
  splitStart: number;
  splitRows: number;
  shuffle: number;
  shuffleStream: number;
  dropout: number;
  dropoutStream: number;
  dropoutCounter: number;
  passIndex: number;
  lossSlot: number;
  stamp: number;
  correction: number;
}

/** Never 0 and never twice in a row: what a lost device reads as cannot pass for it. */
export const stampOf = (tick: number): number => (Math.imul(tick + 1, 0x9e37_79b9) | 1) >>> 0;

/** The optimizer steps of one epoch (from 0); `tick` numbers passes over the whole run. */
export function trainPasses(wave: WavePlan, epoch: number, tick: number): Pass[] {
  const { batch, data, layout, stepsPerEpoch, setting } = wave;
  const dispatches = trainDispatches(layout, batch, wave.kernels.path);
  return Array.from({ length: stepsPerEpoch }, (_, i) => {
    const step = epoch * stepsPerEpoch + i;
    return {
      dispatches,
      step: {
        step,
        epoch,
        batchStart: i * batch,
        batchRows: Math.min(batch, data.train - i * batch),
        splitStart: 0,
        splitRows: data.train,
        shuffle: setting.training.shuffle ? 1 : 0,
        shuffleStream: STREAMS.shuffle,
        dropout: 1,
        dropoutStream: STREAMS.dropout,
        dropoutCounter: step,
        passIndex: 0,
        lossSlot: i,
        stamp: stampOf(tick + i),
        correction: i,
      },
    };
  });
}

export interface Evaluation {
  /** Rows of the data set that are evaluated. */
  start: number;
  rows: number;
  /** Number of stochastic passes; 0 means one pass with dropout off. */
  passes: number;
  /** Keep mean and spread of the predictions; implied by several passes. */
  moments: boolean;
  /** Tells the masks of different evaluations apart. */
  counter: number;
  /** Where the losses of the batches go; null where only predictions are wanted. */
  firstLossSlot: number | null;
}

/** Stochastic passes of the validation after every epoch; 0 means one pass with dropout off. */
export function validationPasses({ dropout, setting: { evaluation } }: WavePlan): number {
  return dropout ? { on: 1, off: 0, mean: evaluation.passes }[evaluation.dropout] : 0;
}

/** The passes of an evaluation after `steps` optimizer steps; each batch ends with its loss, where one is wanted. */
export function evaluationPasses(wave: WavePlan, steps: number, evaluation: Evaluation, tick: number): Pass[] {
  const { batch, layout, kernels } = wave;
  const { start, rows, counter, firstLossSlot } = evaluation;
  const passes = Math.max(1, evaluation.passes);
  const moments = evaluation.moments || passes > 1;
  const through = evaluationDispatches(layout, batch, kernels.path, { moments, loss: false });
  const last = evaluationDispatches(layout, batch, kernels.path, { moments, loss: firstLossSlot !== null });
  return Array.from({ length: Math.ceil(rows / batch) * passes }, (_, i) => {
    const batchIndex = Math.floor(i / passes);
    const passIndex = i % passes;
    return {
      dispatches: passIndex === passes - 1 ? last : through,
      step: {
        step: steps - 1, // a loss that is not finite here is laid to the step before it
        epoch: 0,
        batchStart: batchIndex * batch,
        batchRows: Math.min(batch, rows - batchIndex * batch),
        splitStart: start,
        splitRows: rows,
        shuffle: 0,
        shuffleStream: STREAMS.shuffle,
        dropout: evaluation.passes > 0 ? 1 : 0,
        dropoutStream: STREAMS.evaluationDropout,
        dropoutCounter: counter,
        passIndex,
        lossSlot: (firstLossSlot ?? 0) + batchIndex,
        stamp: stampOf(tick + i),
        correction: 0,
      },
    };
  });
}
