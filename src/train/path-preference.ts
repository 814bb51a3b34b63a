import type { AdapterDescription } from '../metrics/types';
import type { KernelPath, PathPreference } from '../plan/kernel-path';

/** The kernels that a run is to train with on an adapter: those it asks for, or those measured to be faster there. */
export function pathPreference({ software }: AdapterDescription, asked?: KernelPath): PathPreference {
  if (asked) return { path: asked, reason: 'the run asks for them', required: true };
  if (software) return { path: 'fused', reason: 'measured to be faster on software adapters', required: false };
  return { path: 'layered', reason: 'the fused ones are not yet measured on a hardware adapter', required: false };
}
