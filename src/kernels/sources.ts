import shaders from 'virtual:shaders';
import type { ShaderSource } from './shader-source';

/** The linked and reflected shader of a kernel. Throws if there is none of that name. */
export function shaderSource(kernel: string): ShaderSource {
  const source = shaders[kernel];
  if (!source) throw new Error(`shaders/${kernel}.wesl does not exist`);
  return source;
}
