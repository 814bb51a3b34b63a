import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';
import { link } from 'wesl';
import type { ShaderSource, StructLayout } from '../src/kernels/shader-source';

const VIRTUAL = 'virtual:shaders';
const FLAGS = ['GPUShaderStage', 'GPUBufferUsage', 'GPUTextureUsage'] as const;

/**
 * Links each WESL file in `directory` (one kernel, one entry point `main`) with its imports into one WGSL text (under the
 * condition `subgroups` where it enables them, and `scalar` where its name begins so), and reflects its bindings and structs.
 * Done at build time, so that neither the linker nor the reflector (39 kB of the page, and `Float16Array` at import) is needed
 * where kernels run.
 */
export function shaders(directory: string): Plugin {
  return {
    name: 'thetascape-shaders',
    resolveId: (id) => (id === VIRTUAL ? `\0${VIRTUAL}` : undefined),
    async load(id) {
      if (id !== `\0${VIRTUAL}`) return undefined;
      const files = listFiles(directory);
      for (const file of files) this.addWatchFile(file);
      return `export default ${JSON.stringify(await compileShaders(directory, files))}`;
    },
  };
}

function listFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.wesl'))
    .map((file) => join(directory, file));
}

async function compileShaders(directory: string, files: string[]): Promise<Record<string, ShaderSource>> {
  const weslSrc = Object.fromEntries(files.map((file) => [relative(directory, file), readFileSync(file, 'utf8')]));
  const kernels = Object.keys(weslSrc).filter((file) => !file.includes('/'));
  const compiled = kernels.map(async (file) => {
    const name = file.replace(/\.wesl$/, '');
    const { dest } = await link({
      // module paths are identifiers, file names are kebab-case
      weslSrc: { ...weslSrc, 'main.wesl': weslSrc[file]! },
      rootModuleName: 'main',
      conditions: { subgroups: weslSrc[file]!.includes('enable subgroups;'), scalar: file.startsWith('scalar-') },
    });
    return [name, { code: dest, ...(await reflect(dest)) }] as const;
  });
  return Object.fromEntries(await Promise.all(compiled));
}

async function reflect(code: string): Promise<Omit<ShaderSource, 'code'>> {
  const globals = globalThis as Record<string, unknown>;
  for (const flag of FLAGS) globals[flag] ??= {};
  const { makeShaderDataDefinitions } = await import('webgpu-utils');
  const definitions = makeShaderDataDefinitions(withoutFunctions(code));
  const bindings: ShaderSource['bindings'] = {};
  for (const [name, { group, binding }] of Object.entries(definitions.uniforms)) {
    bindings[name] = { group, binding, type: 'uniform' };
  }
  for (const [name, { group, binding }] of Object.entries(definitions.storages)) {
    const readOnly = new RegExp(`var<storage,\\s*read>\\s*${name}\\b`).test(code);
    bindings[name] = { group, binding, type: readOnly ? 'read-only-storage' : 'storage' };
  }
  const structs: Record<string, StructLayout> = {};
  for (const [name, { fields, size }] of Object.entries(definitions.structs)) {
    structs[name] = { size, fields: {} };
    for (const [field, { offset, type }] of Object.entries(fields)) {
      structs[name].fields[field] = { offset, ...scalars(type) };
    }
  }
  return { bindings, structs };
}

function scalars(field: object): { type: 'u32' | 'f32'; count: number } {
  const element: unknown = 'elementType' in field ? field.elementType : field;
  const isU32 = typeof element === 'object' && element !== null && 'type' in element && element.type === 'u32';
  return { type: isU32 ? 'u32' : 'f32', count: 'numElements' in field ? Number(field.numElements) : 1 };
}

/** Only declarations are reflected, and the reflector's parser refuses some valid statements. */
function withoutFunctions(code: string): string {
  const kept: string[] = [];
  let depth = 0;
  let inFunction = false;
  for (const line of code.replaceAll(/\/\/.*$/gm, '').split('\n')) {
    inFunction ||= line.startsWith('fn ') || line.startsWith('@compute');
    if (!inFunction) kept.push(line);
    depth += count(line, '{') - count(line, '}');
    if (inFunction && depth === 0 && line.includes('}')) inFunction = false;
  }
  return kept.join('\n');
}

const count = (text: string, character: string): number => text.split(character).length - 1;
