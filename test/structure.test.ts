import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { NEEDED_LIMITS } from '../src/gpu/device';
import { FUSED_WORKGROUP_MEMORY, fusedSteps } from '../src/kernels/fused-steps';
import * as kernels from '../src/kernels';
import { SUBGROUP_TILE, TILE, vec4s } from '../src/kernels/kernel';
import { DENSITY_BINS } from '../src/kernels/theta-density';
import type { ShaderSource } from '../src/kernels/shader-source';
import { shaderSource } from '../src/kernels/sources';

/** Files of `src/` that every room may import. */
const FOR_ALL = ['errors', 'suggest', 'platform', 'density-grid', 'ranges'];

/** Where the rooms come together: these may import anything. */
const ENTRANCES = ['cli', 'index', 'index-node', 'library', 'platform-node'];

const root = fileURLToPath(new URL('..', import.meta.url));
const filesOf = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => join(folder, file));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const lines = (file: string): number => read(file).trimEnd().split('\n').length;

interface Room {
  /** Rooms whose code it may use, and their types. */
  code: string[];
  /** Rooms of which it may take types only. */
  types: string[];
}

/** The table "Who imports whom" of ARCHITECTURE.md. */
const ROOMS: Record<string, Room> = Object.fromEntries(
  [...read('ARCHITECTURE.md').matchAll(/^\| `(\w+)`\s*\|([^|\n]*)\|([^|\n]*)\|$/gm)].map(([, room, code, types]) => [
    room,
    { code: namesIn(code), types: namesIn(types) },
  ]),
);

function namesIn(cell = ''): string[] {
  return [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
}

const sources = filesOf('src', '.ts');
const shaders = filesOf('shaders', '.wesl');

/** Files beside the kernels' own, each with what it is there for. */
const SUPPORTING: Record<string, readonly string[]> = {
  // what all definitions are made of; the built shaders and their types
  'src/kernels': ['index', 'kernel', 'shader-source', 'sources', 'virtual-shaders.d'],
  // what several references share; the whole training
  'src/reference': ['activation', 'dropout-mask', 'erf', 'network', 'theta', 'tiny', 'train', 'types'],
};

describe('one kernel is four files of one name', () => {
  const names = shaders.filter((file) => dirname(file) === 'shaders').map((file) => basename(file, '.wesl'));

  test.each([
    ['src/kernels', '.ts'],
    ['src/reference', '.ts'],
    ['test/kernels', '.case.ts'],
  ])('%s/*%s', (folder, ending) => {
    const found = filesOf(folder, ending).map((file) => basename(file, ending));
    const supporting = SUPPORTING[folder] ?? [];
    expect(found.sort()).toEqual([...names, ...supporting].sort());
  });

  test('and every definition is named as its file and exported', () => {
    expect(Object.values(kernels).map(({ name }) => name)).toEqual(names.sort());
  });
});

interface Import {
  file: string;
  /** As written: a package or a relative path. */
  specifier: string;
  /** Room, or file without its ending, that it leads to; null outside of src. */
  target: string | null;
  typesOnly: boolean;
}

const imports: Import[] = sources.flatMap((file) =>
  [...read(file).matchAll(/(?:(?:import|export)\s([^'";]*?)\s*from\s*|\bimport\s*\(?\s*)'([^']+)'/g)].map(
    ([, clause, specifier = '']) => ({
      file,
      specifier,
      target: specifier.startsWith('.') ? placeOf(join(dirname(file), specifier)) : null,
      typesOnly: /^type\b/.test(clause ?? ''),
    }),
  ),
);

/** The room of a path, or the name of a file that lies in no room; null outside of src. */
function placeOf(file: string): string | null {
  const [first = '', second] = relative('src', file).split('/');
  if (first === '..') return null;
  return second === undefined ? first.replace(/\.ts$/, '') : first;
}

function allowed(from: string, to: string, typesOnly: boolean): boolean {
  if (FOR_ALL.includes(to)) return true;
  if (FOR_ALL.includes(from)) return typesOnly;
  const { code, types } = ROOMS[from]!;
  return code.includes(to) || (typesOnly && types.includes(to));
}

describe('rooms', () => {
  test('every room is in the table', () => {
    const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).map(({ name }) => name.replace(/\.ts$/, ''));
    expect(rooms.sort()).toEqual([...Object.keys(ROOMS), ...FOR_ALL, ...ENTRANCES].sort());
  });

  test('import only what the table allows', () => {
    const wrong = imports
      .filter(({ target }) => target !== null)
      .map((found) => ({ ...found, from: placeOf(found.file)!, to: found.target! }))
      .filter(({ from, to, typesOnly }) => from !== to && !ENTRANCES.includes(from) && !allowed(from, to, typesOnly))
      .map(({ file, specifier }) => `${file} imports ${specifier}`);
    expect(wrong).toEqual([]);
  });

  test('node:* only where a page never comes', () => {
    const wrong = imports.filter(({ specifier }) => specifier.startsWith('node:')).map(({ file }) => file);
    expect(wrong.filter((file) => !file.endsWith('-node.ts') && !file.startsWith('src/cli/'))).toEqual([]);
  });

  test('three.js in views alone', () => {
    const users = imports.filter(({ specifier }) => /^three\b/.test(specifier)).map(({ file }) => file);
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter((file) => placeOf(file) !== 'views')).toEqual([]);
  });

  test('shaders come through kernels/sources alone', () => {
    const users = imports.filter(({ specifier }) => specifier === 'virtual:shaders').map(({ file }) => file);
    expect(users).toEqual(['src/kernels/sources.ts']);
  });
});

describe('files', () => {
  test('no WGSL in TypeScript', () => {
    const typescript = [...sources, ...filesOf('test', '.ts').filter((file) => file !== 'test/structure.test.ts')];
    expect(typescript.filter((file) => /@compute|@group\(/.test(read(file)))).toEqual([]);
  });

  test('stay short', () => {
    expect(shaders.filter((file) => lines(file) >= 220)).toEqual([]);
    expect([...sources, ...filesOf('demo', '.ts')].filter((file) => lines(file) > 300)).toEqual([]);
    expect(filesOf('test', '.ts').filter((file) => lines(file) >= 350)).toEqual([]);
  });
});

describe.each(Object.values(kernels))('$name', ({ name, bindings, workgroup }) => {
  const source = shaderSource(name);

  test('host and shader name the same bindings, in the order of their numbers', () => {
    const reflected = Object.entries(source.bindings).sort(([, a], [, b]) => a.binding - b.binding);
    expect(reflected.map(([binding]) => binding)).toEqual([...bindings]);
  });

  test('stays within the limits that are asked for', () => {
    const storage = Object.values(source.bindings).filter(({ type }) => type !== 'uniform');
    expect(storage.length).toBeLessThanOrEqual(NEEDED_LIMITS.maxStorageBuffersPerShaderStage);
    expect(workgroup).toBeLessThanOrEqual(NEEDED_LIMITS.maxComputeInvocationsPerWorkgroup);
    const memory = name === fusedSteps.name ? FUSED_WORKGROUP_MEMORY : NEEDED_LIMITS.maxComputeWorkgroupStorageSize;
    expect(workgroupBytes(source)).toBeLessThanOrEqual(memory);
  });
});

/** Bytes of a shader's workgroup variables: words, and arrays of a constant or overridable length. */
function workgroupBytes({ code, structs }: ShaderSource): number {
  const defaults = [...code.matchAll(/(?:override|const) (\w+)(?:: u32)? = (\d+)u?;/g)].map(([, name, value]) => [
    name,
    Number(value),
  ]);
  const overrides: Record<string, number> = { ...Object.fromEntries(defaults), ...DENSITY_BINS };
  const words = [...code.matchAll(/var<workgroup> \w+: u32;/g)].length;
  const variables = [...code.matchAll(/var<workgroup> (\w+): array<(.+), (\w+)>;/g)];
  expect(variables.length + words).toBe(code.split('var<workgroup>').length - 1);
  return variables.reduce((total, [, , type = '', length = '']) => {
    const element = { f32: 4, 'atomic<u32>': 4, vec4f: 16 }[type] ?? structs[type]!.size;
    return total + element * overrides[length]!;
  }, 4 * words);
}

const tiles = (rows: number, columns: number, { rows: high, columns: wide } = { rows: TILE, columns: TILE }) =>
  Math.ceil(rows / high) * Math.ceil(columns / wide);

function expectCover(workgroups: number, each: number, items: number): void {
  expect(workgroups * each).toBeGreaterThanOrEqual(items);
  expect((workgroups - 1) * each).toBeLessThan(items);
}

describe('workgroups cover the work, with none to spare', () => {
  const widths = [1, 2, 3, 5, 8, 30, 64, 65, 256];

  test.each([1, 8, 24, 64, 65, 700])('for batches of %i rows', (batch) => {
    expectCover(kernels.gatherBatch.workgroups({ batch }), 64, batch);
    for (const fanOut of widths) {
      expectCover(kernels.predictionMoments.workgroups({ batch, fanOut }), 64, batch * vec4s(fanOut));
      for (const fanIn of widths) {
        expectCover(kernels.denseForward.workgroups({ batch, fanIn, fanOut }), 64, tiles(batch, fanOut));
        expectCover(kernels.denseBackwardInput.workgroups({ batch, fanIn, fanOut }), 64, tiles(batch, fanIn));
        expectCover(kernels.denseBackwardWeight.workgroups({ batch, fanIn, fanOut }), 64, tiles(fanOut, fanIn));
        const dims = { batch, fanIn, fanOut };
        expect(kernels.subgroupForward.workgroups(dims)).toBe(tiles(batch, fanOut, SUBGROUP_TILE));
        expect(kernels.subgroupBackwardInput.workgroups(dims)).toBe(tiles(batch, fanIn, SUBGROUP_TILE));
        expect(kernels.subgroupBackwardWeight.workgroups(dims)).toBe(tiles(fanOut, fanIn, SUBGROUP_TILE));
        expectCover(kernels.adam.workgroups({ parameters: fanIn * fanOut }), 64 * 8, vec4s(fanIn * fanOut));
      }
    }
  });
});
