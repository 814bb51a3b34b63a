import { withoutTiny } from './tiny';
import { isFrozen, isStorable, type Floats, type Health, type Layer, type LossRecord, type Step } from './types';

interface Buffers {
  step: Step;
  layer: Layer;
  batchTargets: Floats; // (M, B, K)
  activations: Floats; // (M, …) the last is ŷ (B, K)
  deltas: Floats; // as activations
  losses: LossRecord[]; // (M, slots)
  health: Health[]; // (M)
  updateReports: Uint32Array; // (M, 2)
}

/** Mean squared error of one batch and its gradient; `deltas` of frozen models are nobody's any more. */
export function mseLoss(buffers: Buffers): void {
  const { step, layer, batchTargets, activations, deltas, losses, health, updateReports } = buffers;
  const count = step.batchRows * layer.fanOut;
  health.forEach((own, model) => {
    let sum = 0;
    for (let b = 0; b < step.batchRows; b++) {
      const z = 4 * (model * layer.activationStride + layer.output + b * layer.outputStride);
      const y = model * (batchTargets.length / health.length) + 4 * b * layer.outputStride;
      for (let k = 0; k < layer.fanOut; k++) {
        const difference = activations[z + k]! - batchTargets[y + k]!;
        sum += difference ** 2;
        deltas[z + k] = withoutTiny((deltas[z + k]! * 2 * difference) / count);
      }
    }
    own.updateFrozenAt = updateReports[2 * model]!;
    if (isFrozen(own)) return;
    losses[model * (losses.length / health.length) + step.lossSlot] = { loss: sum / count, stamp: step.stamp };
    if (isStorable(sum / count, activations)) return;
    own.lossFrozenAt = step.step + 1;
    updateReports[2 * model] = step.step + 1;
  });
}
