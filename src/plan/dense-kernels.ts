import {
  denseBackwardInput,
  denseBackwardWeight,
  denseForward,
  scalarBackwardInput,
  scalarForward,
  subgroupBackwardInput,
  subgroupBackwardWeight,
  subgroupForward,
} from '../kernels';
import type { DenseDims, Kernel } from '../kernels/kernel';
import { sharesTiles, workgroupOf, type KernelPath } from './kernel-path';

/** The kernels of one linear layer. */
export interface DenseKernels {
  forward: Kernel<string, DenseDims>;
  backwardInput: Kernel<string, DenseDims>;
  backwardWeight: Kernel<string, DenseDims>;
}

/** A tile that a subgroup shares costs the same whether it is full or not; so narrow a result would hardly fill it. */
const NARROW = 16;

/** Which kernels compute a linear layer on a path; the fused one trains without them, and evaluates with the plain ones. */
export function denseKernels(path: KernelPath, { fanIn, fanOut }: { fanIn: number; fanOut: number }): DenseKernels {
  if (path === 'scalar') {
    return { forward: scalarForward, backwardInput: scalarBackwardInput, backwardWeight: denseBackwardWeight };
  }
  const shares = (columns: number) => sharesTiles(path) && columns > NARROW;
  const workgroup = workgroupOf(path) ?? denseForward.workgroup;
  return {
    forward: shares(fanOut) ? subgroupForward : { ...denseForward, workgroup },
    backwardInput: shares(fanIn) ? subgroupBackwardInput : { ...denseBackwardInput, workgroup },
    backwardWeight: shares(fanIn) ? subgroupBackwardWeight : { ...denseBackwardWeight, workgroup },
  };
}
