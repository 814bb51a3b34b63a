/** What the build makes of one WESL kernel: linked WGSL and what was reflected from it. */
export interface ShaderSource {
  code: string;
  bindings: Record<string, Binding>;
  structs: Record<string, StructLayout>;
}

export interface Binding {
  group: number;
  binding: number;
  type: 'uniform' | 'read-only-storage' | 'storage';
}

/** Byte layout of a struct whose fields are scalars or arrays of scalars. */
export interface StructLayout {
  size: number;
  fields: Record<string, { offset: number; type: 'u32' | 'f32'; count: number }>;
}
