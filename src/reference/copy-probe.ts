import type { Floats } from './types';

export interface CopyProbeBuffers {
  original: Floats;
  duplicate: Floats;
}

/** Twin of shaders/copy-probe.wesl. */
export function copyProbe({ original, duplicate }: CopyProbeBuffers): void {
  duplicate.set(original);
}
