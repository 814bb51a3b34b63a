import type { NetworkLayout } from '../../src/plan/layout';
import type { Tolerance } from './compare';
import type { Dispatch } from './dispatch';
import { byName, type KernelBuffers } from './kernel-buffers';

/** What all cases of all kernels have; the rest is a kernel's own dimensions. */
export interface CaseBase {
  /** A sentence. */
  name: string;
  seed: number;
  tolerance: Tolerance;
}

/** One dispatch on buffers that the kernel and its reference share by name. */
export interface CaseInputs<Buffers> {
  overrides?: Record<string, number>;
  workgroups: number;
  models: number;
  buffers: Buffers;
  /** Names the elements of a failure by layer, row and unit. */
  layout?: NetworkLayout;
}

export interface KernelCase {
  name: string;
  tolerance: Tolerance;
  prepare(): Prepared;
}

export interface Prepared {
  dispatch: Dispatch;
  layout: NetworkLayout | null;
  /** The buffers after the CPU reference has worked on a copy of them. */
  expected(): KernelBuffers;
}

export interface KernelSuite {
  kernel: Dispatch['kernel'];
  /** Buffers whose contents mean nothing to anybody else. */
  scratch: readonly string[];
  cases: KernelCase[];
}

/** The cases of one kernel as data, how inputs are made from a case, and the CPU reference. */
export function defineSuite<Case extends CaseBase, Buffers extends object>(suite: {
  kernel: Dispatch['kernel'];
  scratch?: readonly string[];
  cases: readonly Case[];
  inputs(own: Case): CaseInputs<Buffers>;
  reference(buffers: Buffers, own: Case): void;
}): KernelSuite {
  const { kernel, cases, scratch = [] } = suite;
  const prepare = (own: Case): Prepared => {
    const { overrides = {}, workgroups, models, buffers, layout = null } = suite.inputs(own);
    return {
      dispatch: { kernel, overrides, workgroups, models, buffers: byName(buffers) },
      layout,
      expected() {
        const copy = structuredClone(buffers);
        suite.reference(copy, own);
        return byName(copy);
      },
    };
  };
  return {
    kernel,
    scratch,
    cases: cases.map((own) => ({ name: own.name, tolerance: own.tolerance, prepare: () => prepare(own) })),
  };
}
