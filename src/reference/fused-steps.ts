import type { NetworkLayout } from '../plan/layout';
import { adam } from './adam';
import { denseBackwardInput } from './dense-backward-input';
import { denseBackwardWeight } from './dense-backward-weight';
import { denseForward } from './dense-forward';
import { gatherBatch } from './gather-batch';
import { mseLoss } from './mse-loss';
import type { Floats, LossRecord, ModelSettings, Step } from './types';

interface Buffers {
  dataShape: { rows: number; featureStride: number; targetStride: number };
  settings: readonly ModelSettings[]; // (M)
  samples: Floats; // (Q, R, D + K)
  corrections: Floats; // (C, S, 2)
  parameters: Floats; // (M, P)
  adamMoments: Floats; // (M, P) pairs of vec4s
  losses: LossRecord[]; // (M, slots)
  updateReports: Uint32Array; // (M, 2)
}

interface Network {
  layout: NetworkLayout;
  /** Rows of a full batch. */
  batch: number;
  /** Of each layer. */
  variants: readonly Parameters<typeof denseForward>[1][];
}

/** Optimizer steps of every model: what the layered kernels do, one after the other. */
export function fusedSteps(buffers: Buffers, steps: readonly Step[], { layout, batch, variants }: Network): void {
  const { settings, parameters, adamMoments, updateReports, dataShape } = buffers;
  const { layers } = layout;
  const scratch = {
    ...buffers,
    activations: new Float32Array(4 * settings.length * layout.activationStride),
    deltas: new Float32Array(4 * settings.length * layout.activationStride),
    batchTargets: new Float32Array(4 * settings.length * batch * dataShape.targetStride),
    gradients: new Float32Array(parameters.length),
    firstMoment: everyOtherVec4(adamMoments, 0),
    secondMoment: everyOtherVec4(adamMoments, 1),
    health: settings.map((_, model) => ({ lossFrozenAt: 0, updateFrozenAt: updateReports[2 * model]! })),
    parameterShape: { count: layout.parameterStride, biases: layout.biases },
  };
  for (const step of steps) {
    gatherBatch({ ...scratch, step, layer: layers[0]! });
    layers.forEach((layer, index) => denseForward({ ...scratch, step, layer }, variants[index]!));
    mseLoss({ ...scratch, step, layer: layers.at(-1)! });
    for (const layer of layers.toReversed()) {
      denseBackwardWeight({ ...scratch, step, layer });
      if (layer.index > 0) denseBackwardInput({ ...scratch, step, layer });
    }
    adam({ ...scratch, step });
  }
  adamMoments.forEach((_, i) => {
    const { firstMoment, secondMoment } = scratch;
    adamMoments[i] = (i % 8 < 4 ? firstMoment : secondMoment)[4 * Math.floor(i / 8) + (i % 4)]!;
  });
}

/** The first or the second vec4 of each pair. */
const everyOtherVec4 = (pairs: Floats, second: 0 | 1): Floats =>
  pairs.filter((_, i) => Math.floor(i / 4) % 2 === second);
