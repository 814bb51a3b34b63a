import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve as resolvePath } from 'node:path';
import type { Command } from 'commander';
import { ThetascapeError } from '../errors';
import { applyOverrides, findPreset, PRESETS, resolve, type Spec } from '../spec';

export interface SpecFlags {
  set: string[];
  seeds?: string;
}

/** The argument and flags of every command that takes a spec. */
export function addSpecArguments(command: Command): Command {
  return command
    .argument('<spec>', 'a spec (JSON file) or the name of a preset')
    .option('--set <path=value>', 'set a value of the spec, such as training.epochs=20; repeatable', collect, [])
    .option('--seeds <count>', 'seeds of every setting (presets: 8 on a GPU, 1 on a software adapter)');
}

const collect = (value: string, previous: string[]): string[] => [...previous, value];

/**
 * A preset by name, or a file, with the overrides of the flags; paths in a file are relative to it.
 * `defaultSeeds` holds where neither preset nor flags say how many. Throws ThetascapeError.
 */
export async function loadSpec(name: string, flags: SpecFlags, defaultSeeds = 1): Promise<Spec> {
  const fromFile = !Object.hasOwn(PRESETS, name) && /[./\\]/.test(name);
  const input: unknown = fromFile ? await readSpec(name) : findPreset(name).input;
  const saysSeeds = typeof input === 'object' && input !== null && 'seeds' in input;
  const seeds = flags.seeds ?? (fromFile || saysSeeds ? undefined : String(defaultSeeds));
  const assignments = [...(seeds === undefined ? [] : [`seeds.count=${seeds}`]), ...flags.set];
  const spec = resolve(assignments.length > 0 ? applyOverrides(input, assignments) : input);
  return fromFile ? relativeTo(dirname(name), spec) : spec;
}

async function readSpec(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'it does not exist' : error.message;
    throw new ThetascapeError(
      `The spec "${path}" cannot be read: ${reason}; give a JSON file or one of the presets ${Object.keys(PRESETS).join(', ')}.`,
    );
  });
  try {
    const parsed = JSON.parse(text) as unknown;
    // a run's manifest holds the spec that it ran
    return isManifest(parsed) ? parsed.spec : parsed;
  } catch (error) {
    throw new ThetascapeError(`The spec "${path}" is not JSON: ${(error as Error).message}; mend it there.`);
  }
}

const isManifest = (value: unknown): value is { spec: unknown } =>
  typeof value === 'object' && value !== null && 'spec' in value && 'thetascape' in value;

/** Files that a spec names lie beside it. */
function relativeTo(folder: string, spec: Spec): Spec {
  return JSON.parse(JSON.stringify(spec), (_, value: unknown) =>
    namesFile(value) && !isAbsolute(value.path) ? { ...value, path: resolvePath(folder, value.path) } : value,
  ) as Spec;
}

/** The parts of a spec that name a file; an axis has a `path` too, but no kind. */
const namesFile = (value: unknown): value is { kind: string; path: string } =>
  typeof value === 'object' && value !== null && 'kind' in value && 'path' in value && typeof value.path === 'string';
