import type { StructLayout } from '../kernels/shader-source';

/** Values of a struct by field name; arrays may be shorter than the field, the rest is 0. */
export type StructValues = Record<string, number | readonly number[]>;

/**
 * Writes `values` at `offset` in the layout reflected from the shader.
 * Throws if a field is missing or unknown, so that host and shader cannot drift apart.
 */
export function packStruct(layout: StructLayout, values: StructValues, target: DataView, offset = 0): void {
  const fields = Object.keys(layout.fields);
  const wrong = [
    ...fields.filter((field) => !(field in values)),
    ...Object.keys(values).filter((field) => !fields.includes(field)),
  ];
  if (wrong.length > 0) throw new Error(`struct fields missing or unknown: ${wrong.join(', ')}`);
  for (const [name, field] of Object.entries(layout.fields)) {
    const scalars = [values[name]!].flat();
    if (scalars.length > field.count) throw new Error(`${name} holds ${field.count} values, not ${scalars.length}`);
    scalars.forEach((value, i) => {
      const at = offset + field.offset + 4 * i;
      if (field.type === 'u32') target.setUint32(at, value, true);
      else target.setFloat32(at, value, true);
    });
  }
}
