import type { NetworkLayout } from '../../src/plan/layout';
import type { Tolerance } from './compare';
import type { Dispatch } from './dispatch';

/** What all cases of all kernels have; the rest is a kernel's own dimensions. */
export interface CaseBase {
  /** A sentence. */
  name: string;
  seed: number;
  tolerance: Tolerance;
}

export interface KernelInputs {
  /** Names the elements of a failure by layer, row and unit. */
  layout: NetworkLayout | null;
  dispatch: Dispatch;
  /** Runs the CPU reference on the given buffers (those of `dispatch`, or a copy of them). */
  reference(buffers: Dispatch['buffers']): void;
}

/** The cases of one kernel, with their inputs made when they are wanted. */
export interface KernelSuite {
  kernel: Dispatch['kernel'];
  cases: { name: string; tolerance: Tolerance; inputs(): KernelInputs }[];
}

/** Cases as data, and how inputs are made from a case. */
export function defineSuite<Case extends CaseBase>(
  kernel: Dispatch['kernel'],
  cases: readonly Case[],
  inputs: (own: Case) => Omit<KernelInputs, 'dispatch'> & { dispatch: Omit<Dispatch, 'kernel'> },
): KernelSuite {
  return {
    kernel,
    cases: cases.map((own) => ({
      ...own,
      inputs: () => {
        const made = inputs(own);
        return { ...made, dispatch: { kernel, ...made.dispatch } };
      },
    })),
  };
}
