/** Buffers of one dispatch as plain values, as bytes, and cut down to one model. */
import { packStruct, type StructValues } from '../../src/gpu/structs';
import type { ShaderSource, StructLayout } from '../../src/kernels/shader-source';

/** A uniform or an array of structs by field names, or an array of scalars. */
export type BufferValue = object | readonly object[] | Float32Array | Uint32Array;
export type KernelBuffers = Record<string, BufferValue>;

/** The struct of a shader that each buffer holds; all others hold scalars. */
const STRUCTS: Record<string, string> = {
  step: 'Step',
  layer: 'Layer',
  layers: 'Layer',
  dataShape: 'DataShape',
  parameterShape: 'ParameterShape',
  nearZero: 'NearZero',
  grid: 'DensityGrid',
  settings: 'ModelSettings',
  health: 'Health',
  losses: 'LossRecord',
  statistics: 'ThetaSums',
};

/** Arrays that all models share; every other array has the model axis first. */
const SHARED = new Set(['features', 'targets', 'corrections', 'layers']);

/** The bits of a NaN that no kernel computes: what nobody may read, and what stays where nobody writes. */
export const POISON = 0x7fc0_dead;

/** An array that holds nothing but poison. */
export function poisoned(length: number): Float32Array {
  return new Float32Array(new Uint32Array(length).fill(POISON).buffer);
}

/** The 32-bit words of a buffer, as the shader sees them. */
export function wordsOf(name: string, value: BufferValue, source: ShaderSource): Uint32Array {
  if (value instanceof Float32Array || value instanceof Uint32Array) {
    return new Uint32Array(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
  }
  const layout = structOf(name, source);
  const values = [value].flat() as StructValues[];
  const bytes = new DataView(new ArrayBuffer(values.length * layout.size));
  values.forEach((struct, i) => packStruct(layout, struct, bytes, i * layout.size));
  return new Uint32Array(bytes.buffer);
}

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

/** Whether a buffer has the model axis. */
export const isPerModel = (name: string, value: BufferValue): boolean =>
  !SHARED.has(name) && (Array.isArray(value) || ArrayBuffer.isView(value));

/** The buffers of model `model` of `models` alone. */
export function soloBuffers(buffers: KernelBuffers, models: number, model: number): KernelBuffers {
  const entries = Object.entries(buffers).map(([name, value]): [string, BufferValue] => {
    if (!isPerModel(name, value)) return [name, value];
    const array = value as Float32Array | readonly object[];
    const length = array.length / models;
    return [name, array.slice(model * length, (model + 1) * length)];
  });
  return Object.fromEntries(entries);
}
