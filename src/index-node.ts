/** The library in Node: the same as `index.ts`, with Dawn as the adapter and the file system as the files. */
import { nodePlatform } from './platform-node';
import { resolveSpec } from './library';
import { profileSpec, type Profile, type ProfileOptions } from './profile/profile';
import type { SpecInput } from './spec';
import { createRun as createRunOn } from './train/create-run';
import type { Run, RunOptions } from './train/run';

export * from './index';
export { writeRun } from './report';
export { requestDevice } from './gpu/device';
export { requestNodeAdapter } from './gpu/node-gpu';

/**
 * Plans a sweep: a preset by its name or a spec document (see `jsonSchema()`), on `options.device` or on the best
 * adapter that Dawn finds. Nothing is allocated on the GPU before `train()`.
 *
 * @throws ThetascapeError when the spec, its data or the device will not do
 */
export async function createRun(spec: string | SpecInput, options: RunOptions = {}): Promise<Run> {
  return createRunOn(resolveSpec(spec), nodePlatform, options);
}

/** Measures the kernels of a sweep, as {@link createRun} takes it, against what the device can do. */
export async function profile(spec: string | SpecInput, options: ProfileOptions = {}): Promise<Profile> {
  return profileSpec(resolveSpec(spec), nodePlatform, options);
}
