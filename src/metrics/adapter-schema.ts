import * as v from 'valibot';
import type { AdapterDescription } from './types';

/** An adapter's description, where it is read from a file. */
export const ADAPTER = v.object({
  vendor: v.string(),
  architecture: v.string(),
  device: v.string(),
  description: v.string(),
  software: v.boolean(),
}) satisfies v.GenericSchema<AdapterDescription>;
