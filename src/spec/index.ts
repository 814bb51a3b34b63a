export { checkDataShape } from './data-shape';
export { specDocument } from './document';
export { expand } from './expand';
export { applyOverrides } from './overrides';
export { findPreset, PRESETS, type Preset } from './presets';
export { resolve } from './resolve';
export { jsonSchema, type SpecInput } from './schema';
export type { Model, Setting, Spec } from './types';
