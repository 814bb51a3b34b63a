import { ThetascapeError } from './errors';
import type { FileReader } from './data/types';
import type { Platform } from './platform';
import { findPreset, resolve, type SpecInput } from './spec';
import { profileSpec, type Profile, type ProfileOptions } from './profile/profile';
import { createRun as createRunOn } from './train/create-run';
import type { Run, RunOptions } from './train/run';

/** Options of a run in a page. */
export interface PageRunOptions extends RunOptions {
  /** How files that the spec names (CSV, safetensors) are read; without it such a spec is refused. */
  files?: FileReader;
}

/**
 * Plans a sweep: a preset by its name or a spec document (see `jsonSchema()`), on `options.device` or on the
 * browser's adapter. Nothing is allocated on the GPU before `train()`.
 *
 * @throws ThetascapeError when the spec, its data or the device will not do
 */
export async function createRun(spec: string | SpecInput, options: PageRunOptions = {}): Promise<Run> {
  return createRunOn(resolveSpec(spec), pagePlatform(options.files ?? noFiles), options);
}

/** Options of a profile in a page. */
export interface PageProfileOptions extends ProfileOptions, Pick<PageRunOptions, 'files'> {}

/**
 * Measures the kernels of a sweep, a preset by its name or a spec document, against what the device can do.
 *
 * @throws ThetascapeError when the spec, its data, the device or the kernels to compare with will not do
 */
export async function profile(spec: string | SpecInput, options: PageProfileOptions = {}): Promise<Profile> {
  return profileSpec(resolveSpec(spec), pagePlatform(options.files ?? noFiles), options);
}

/** A preset by name, or a document, resolved. */
export function resolveSpec(spec: string | SpecInput) {
  return resolve(typeof spec === 'string' ? findPreset(spec).input : spec);
}

function pagePlatform(files: FileReader): Platform {
  return {
    files,
    requestAdapter: async () => (await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null,
    tunings: {
      read: async () => whereAllowed(() => localStorage.getItem(TUNINGS)),
      write: async (text) => void whereAllowed(() => localStorage.setItem(TUNINGS, text)),
    },
  };
}

/** What browsers keep it under which kernels were the fastest. */
const TUNINGS = 'thetascape.tunings';

/** Null where the browser or its user lets a page keep nothing. */
function whereAllowed<T>(access: () => T): T | null {
  try {
    return access();
  } catch {
    return null;
  }
}

const noFiles: FileReader = {
  readText: (path) => refuse(path),
  readBytes: (path) => refuse(path),
};

function refuse(path: string): never {
  throw new ThetascapeError(`The file "${path}" cannot be read in a page: pass \`files\` with the run's options.`);
}
