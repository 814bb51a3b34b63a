/** Buffers of one dispatch as plain values, as bytes, and cut down to one model. */
import { packStruct } from '../../src/gpu/structs';
import type { ShaderSource, StructLayout } from '../../src/kernels/shader-source';

/** A uniform or an array of structs by field names, or an array of scalars. */
export type BufferValue = object | readonly object[] | Float32Array | Uint32Array;
export type KernelBuffers = Record<string, BufferValue>;

/** The struct of a shader that each buffer holds; all others hold scalars. */
const STRUCTS: Record<string, string> = {
  step: 'Step',
  layer: 'Layer',
  fusedShape: 'FusedShape',
  fusedLayers: 'FusedLayer',
  layers: 'Layer',
  dataShape: 'DataShape',
  parameterShape: 'ParameterShape',
  nearZero: 'NearZero',
  grid: 'DensityGrid',
  settings: 'ModelSettings',
  health: 'Health',
  losses: 'LossRecord',
  statistics: 'ThetaSums',
  densityNumbers: 'DensitySums',
  rowShape: 'RowShape',
  spans: 'RowSpan',
};

/** Arrays that all models share; every other array has the model axis first. */
const SHARED = new Set(['samples', 'corrections', 'layers', 'fusedLayers', 'steps', 'members', 'history']);

/** The bits of a NaN that no kernel computes: what nobody may read, and what stays where nobody writes. */
export const POISON = 0x7fc0_dead;

/** An array that holds nothing but poison. */
export function poisoned(length: number): Float32Array {
  return new Float32Array(new Uint32Array(length).fill(POISON).buffer);
}

/** The 32-bit words of a buffer, as the shader sees them. */
export function wordsOf(name: string, value: BufferValue, source: ShaderSource): Uint32Array<ArrayBuffer> {
  if (value instanceof Float32Array || value instanceof Uint32Array) {
    return Uint32Array.from(new Uint32Array(value.buffer, value.byteOffset, value.length));
  }
  const layout = structOf(name, source);
  const structs = [value].flat();
  const bytes = new ArrayBuffer(structs.length * layout.size);
  structs.forEach((struct, i) => packStruct(layout, byName(struct), new DataView(bytes), i * layout.size));
  return new Uint32Array(bytes);
}

/** An object's own properties, whatever its type says. */
export const byName = <Value>(object: Record<string, Value> | object): Record<string, Value> =>
  Object.fromEntries(Object.entries(object));

/** What the words of a buffer are, and how to call them in a message. */
export function wordKinds(name: string, value: BufferValue, source: ShaderSource) {
  if (value instanceof Float32Array) return { isFloat: () => true, name: (word: number) => `[${word}]` };
  if (value instanceof Uint32Array) return { isFloat: () => false, name: (word: number) => `[${word}]` };
  const layout = structOf(name, source);
  const fields = Object.entries(layout.fields).flatMap(([field, { type, count }]) =>
    Array.from({ length: count }, () => ({ field, type })),
  );
  return {
    isFloat: (word: number) => fields[word % fields.length]?.type === 'f32',
    name: (word: number) => `[${Math.floor(word / fields.length)}].${fields[word % fields.length]?.field}`,
  };
}

function structOf(name: string, source: ShaderSource): StructLayout {
  const layout = source.structs[STRUCTS[name] ?? ''];
  if (!layout) throw new Error(`no struct is known for the buffer ${name}`);
  return layout;
}

/** A buffer's part that belongs to one of `models` models; null for a buffer that they share. */
export function partOf(name: string, value: BufferValue, models: number, model: number): BufferValue | null {
  if (SHARED.has(name)) return null;
  if (!(value instanceof Float32Array) && !(value instanceof Uint32Array) && !Array.isArray(value)) return null;
  const length = value.length / models;
  return value.slice(model * length, (model + 1) * length);
}

/** The buffers of one of `models` models alone. */
export function soloBuffers(buffers: KernelBuffers, models: number, model: number): KernelBuffers {
  return Object.fromEntries(
    Object.entries(buffers).map(([name, value]) => [name, partOf(name, value, models, model) ?? value]),
  );
}
