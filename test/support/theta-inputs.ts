import type { NetworkLayout } from '../../src/plan/layout';
import { placesOf } from '../../src/reference/network';
import type { Draw } from './inputs';
import { poisoned } from './kernel-buffers';

/** (M, P) parameters drawn for every model, with poison in the padding: statistics must not see it. */
export function unpaddedParameters(layout: NetworkLayout, models: number, draw: Draw): Float32Array {
  const array = poisoned(4 * models * layout.parameterStride);
  for (let model = 0; model < models; model++) {
    for (const at of placesOf(layout)) array[4 * model * layout.parameterStride + at] = draw();
  }
  return array;
}
