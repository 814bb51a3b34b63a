import { CHAINS } from '../kernels/fma-probe';
import type { Floats } from './types';

export interface FmaProbeBuffers {
  /** Factor and summand. */
  coefficients: Floats;
  /** (invocations,) */
  chainSums: Floats;
}

/** Twin of shaders/fma-probe.wesl. */
export function fmaProbe({ coefficients, chainSums }: FmaProbeBuffers): void {
  const [factor, summand] = [coefficients[0]!, coefficients[1]!];
  for (let i = 0; i < chainSums.length; i++) {
    chainSums[i] = 0;
    for (let chain = 1; chain <= CHAINS.width; chain++) {
      let x = (i % 64) / 64 + chain / 100;
      for (let k = 0; k < CHAINS.length; k++) x = x * factor + summand;
      chainSums[i]! += x;
    }
  }
}
