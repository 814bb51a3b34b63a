import { fusedSteps } from '../kernels/fused-steps';
import type { NetworkLayout } from './layout';

/** How a model's workspace lies in memory: values and deltas of all levels as in {@link NetworkLayout}, the targets. */
export interface WorkspaceShape {
  layers: number;
  /** vec4s per model. */
  workspaceStride: number;
  /** Where the deltas start, in vec4s. */
  deltas: number;
  targets: number;
  lossParts: number;
  /** Parameters as products take them. */
  operands: number;
}

/** Lays out the workspace of the fused trainer for batches of `batch` rows (`FusedShape` in shaders/fused). */
export function layoutWorkspace(
  { layers, activationStride, parameterStride }: NetworkLayout,
  batch: number,
): WorkspaceShape {
  const targets = 2 * activationStride;
  const lossParts = targets + batch * layers.at(-1)!.outputStride;
  const operands = lossParts + fusedSteps.workgroup;
  return {
    layers: layers.length,
    workspaceStride: operands + parameterStride,
    deltas: activationStride,
    targets,
    lossParts,
    operands,
  };
}
