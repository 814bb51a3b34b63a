import type { AdapterDescription } from '../metrics/types';
import type { KernelPath, PathPreference } from '../plan/kernel-path';

/** The kernels that a run is to train with: those it asks for, or those that docs/kernels.md finds faster on the adapter. */
export function pathPreference({ software }: AdapterDescription, asked?: KernelPath): PathPreference {
  if (asked) return { path: asked, reason: 'the run asks for them', required: true };
  const reason = software
    ? 'measured on software adapters, the fused ones are no faster'
    : 'the fused ones are not yet measured on hardware adapters';
  return { path: 'layered', reason, required: false };
}
