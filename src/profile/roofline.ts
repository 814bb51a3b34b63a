import type { Peaks } from './peaks';
import type { KernelProfile } from './steps';

/** Where a kernel lies under the roof of its device. */
export interface RooflinePoint {
  /** Declared FLOP per byte that has to move. */
  intensity: number;
  /** FLOP/s; NaN where the time is not known. */
  flops: number;
  /** Bytes/s; NaN where the time is not known. */
  bytes: number;
  /** Share of what the peaks allow at this intensity: of the arithmetic, or of the traffic if that takes longer. */
  share: number;
}

export function rooflinePoint(kernel: KernelProfile, peaks: Peaks): RooflinePoint {
  const seconds = isKnown(kernel) ? kernel.median : NaN;
  const least = Math.max(kernel.flops / peaks.flops, kernel.bytes / peaks.bytes);
  return {
    intensity: kernel.flops / kernel.bytes,
    flops: kernel.flops / seconds,
    bytes: kernel.bytes / seconds,
    share: least / seconds,
  };
}

/** Whether a time is larger than what its clock may be off by. */
export const isKnown = ({ median, error }: Pick<KernelProfile, 'median' | 'error'>): boolean => median > error;

/** Share of the time of all kernels; NaN where the time is not known. */
export function shareOfStep(kernel: KernelProfile, kernels: readonly KernelProfile[]): number {
  const total = kernels.filter(isKnown).reduce((sum, { median }) => sum + median, 0);
  return isKnown(kernel) ? kernel.median / total : NaN;
}
