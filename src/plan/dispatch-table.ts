import { adam, fusedSteps, gatherBatch, mseLoss, predictionMoments, subgroupSteps } from '../kernels';
import { denseKernels } from './dense-kernels';
import { isFused, type KernelPath } from './kernel-path';
import type { NetworkLayout } from './layout';

/** One dispatch over all models of a wave. */
export interface DispatchPlan {
  kernel: string;
  /** Linear layer that it works on. */
  layer: number;
  /** Workgroups along x; models lie along y. */
  workgroups: number;
  /** Floating-point operations per model and pass. */
  flops: number;
  /** Bytes that have to move per model and pass. */
  bytes: number;
  /** It takes the passes that follow in the same submission as well, as far as they are made of it alone. */
  persistent: boolean;
}

type Sized<Dims> = {
  name: string;
  workgroups(dims: Dims): number;
  flops(dims: Dims): number;
  bytes(dims: Dims): number;
};

function dispatch<Dims>(kernel: Sized<Dims>, layer: number, dims: Dims): DispatchPlan {
  return {
    kernel: kernel.name,
    layer,
    workgroups: kernel.workgroups(dims),
    flops: kernel.flops(dims),
    bytes: kernel.bytes(dims),
    persistent: false,
  };
}

/** The kernel that takes whole steps on a path that is fused. */
export const stepsKernel = (path: KernelPath) => (path === 'fused-subgroups' ? subgroupSteps : fusedSteps);

/** One optimizer step: gather, forward, loss, backward, update; one after the other or fused. */
export function trainDispatches(layout: NetworkLayout, batch: number, path: KernelPath): DispatchPlan[] {
  const { layers } = layout;
  const parameters = 4 * layout.parameterStride;
  if (isFused(path)) return [{ ...dispatch(stepsKernel(path), 0, { batch, layers, parameters }), persistent: true }];
  const backward = layers.toReversed().flatMap(({ index, fanIn, fanOut }) => {
    const dims = { batch, fanIn, fanOut };
    const { backwardWeight, backwardInput } = denseKernels(path, dims);
    const weight = dispatch(backwardWeight, index, dims);
    return index === 0 ? [weight] : [weight, dispatch(backwardInput, index, dims)];
  });
  return [
    ...forwardDispatches(layout, batch, path),
    lossDispatch(layout, batch),
    ...backward,
    dispatch(adam, 0, { parameters }),
  ];
}

/** One pass of an evaluation: gather and forward, then moments of the predictions and the loss where wanted. */
export function evaluationDispatches(
  layout: NetworkLayout,
  batch: number,
  path: KernelPath,
  wanted: { moments: boolean; loss: boolean },
): DispatchPlan[] {
  const { index, fanOut } = layout.layers.at(-1)!;
  return [
    ...forwardDispatches(layout, batch, path),
    ...(wanted.moments ? [dispatch(predictionMoments, index, { batch, fanOut })] : []),
    ...(wanted.loss ? [lossDispatch(layout, batch)] : []),
  ];
}

function forwardDispatches(layout: NetworkLayout, batch: number, path: KernelPath): DispatchPlan[] {
  const sizes = { features: layout.layers[0]!.fanIn, targets: layout.layers.at(-1)!.fanOut };
  return [
    dispatch(gatherBatch, 0, { batch, ...sizes }),
    ...layout.layers.map(({ index, fanIn, fanOut }) => {
      const dims = { batch, fanIn, fanOut };
      return dispatch(denseKernels(path, dims).forward, index, dims);
    }),
  ];
}

function lossDispatch(layout: NetworkLayout, batch: number): DispatchPlan {
  const { index, fanOut } = layout.layers.at(-1)!;
  return dispatch(mseLoss, index, { batch, fanOut });
}

export const totalFlops = (dispatches: readonly DispatchPlan[]): number =>
  dispatches.reduce((total, { flops }) => total + flops, 0);
