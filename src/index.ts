/**
 * Thetascape as a library: many small networks trained side by side on WebGPU, one for each regularization setting.
 *
 * A *setting* is the hyper-parameters of one model, a *model* one network trained with one setting and one seed, a
 * *sweep* the models that a spec stands for, a *run* one execution of a sweep. `createRun` plans a sweep, `train()`
 * trains it and yields a snapshot per epoch, `results()` holds what was trained, `dispose()` frees the device.
 */
export { ThetascapeError } from './errors';
export { DeviceLostError } from './gpu/lost';
export { createRun, profile } from './library';
export { describePlan, type Plan, type WavePlan } from './plan';
export { findPreset, jsonSchema, Models, PRESETS, resolve } from './spec';
export type { Adjustment, Change, Model, Setting, Spec, SpecInput } from './spec';
export { summarise } from './metrics/summary';
export type { DensityNumbers, ModelResult, Predictions, RunResult, ThetaStatistics } from './metrics/types';
export type { Profile, ProfileOptions } from './profile/profile';
export type { FileReader } from './data/types';
export type { DensitySink, LiveOptions, ModelSnapshot, Run, RunOptions, Snapshot } from './train/run';
