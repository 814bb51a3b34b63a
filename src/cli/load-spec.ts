import { readFile } from 'node:fs/promises';
import { dirname, resolve as resolvePath } from 'node:path';
import type { Command } from 'commander';
import * as v from 'valibot';
import { ThetascapeError } from '../errors';
import { describeAdapter } from '../gpu/adapter';
import { nodePlatform } from '../platform-node';
import { applyOverrides, findPreset, PRESETS, resolve, type Spec } from '../spec';

export interface SpecFlags {
  set?: string[];
  seeds?: string;
}

/** The argument and flags of every command that takes a spec. */
export function addSpecArguments(command: Command): Command {
  return command
    .argument('<spec>', 'a spec or the manifest of a run (JSON file), or the name of a preset')
    .option('--set <path=value>', 'set a value of the spec, such as training.epochs=20; repeatable', collect)
    .option('--seeds <count>', 'seeds of every setting (presets: 8 on a GPU, 1 on a software adapter)');
}

const collect = (value: string, previous: string[] = []): string[] => [...previous, value];

/**
 * A preset by name, or a file, with the overrides of the flags. Paths in a file are relative to it, paths in flags to
 * the working directory; all become absolute.
 *
 * @throws ThetascapeError when there is no such spec, or it is wrong
 */
export async function loadSpec(name: string, flags: SpecFlags): Promise<Spec> {
  const fromFile = isPath(name);
  const input: unknown = fromFile ? withPathsFrom(dirname(name), await readSpec(name)) : findPreset(name).input;
  const saysSeeds = typeof input === 'object' && input !== null && 'seeds' in input;
  const seeds = flags.seeds ?? (fromFile || saysSeeds ? undefined : String(await seedsHere()));
  const assignments = [...(seeds === undefined ? [] : [`seeds.count=${seeds}`]), ...(flags.set ?? [])];
  return resolve(withPathsFrom('.', assignments.length > 0 ? applyOverrides(input, assignments) : input));
}

/** What trained a run, by its own account; enough to train it with the same kernels. */
export interface BegunWith {
  adapter: Record<string, string | boolean>;
  kernels: string[];
}

const MANIFEST = v.object({
  adapter: v.record(v.string(), v.union([v.string(), v.boolean()])),
  kernels: v.array(v.string()),
});

/** What trained the run whose manifest is given as a spec; null of any other spec. */
export async function begunWith(name: string): Promise<BegunWith | null> {
  const text = isPath(name) ? await readFile(name, 'utf8').catch(() => '') : '';
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), MANIFEST), text);
  return parsed.success ? parsed.output : null;
}

/** Whether a spec is given by its path, and not by the name of a preset. */
const isPath = (name: string): boolean => !Object.hasOwn(PRESETS, name) && /[./\\]/.test(name);

/** Seeds of a preset's settings when nobody says how many: what takes minutes on this kind of adapter. */
export const presetSeeds = (software: boolean): number => (software ? 1 : 8);

async function seedsHere(): Promise<number> {
  const adapter = await nodePlatform.requestAdapter();
  return presetSeeds(adapter === null || describeAdapter(adapter.info).software);
}

async function readSpec(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason = { ENOENT: 'it does not exist', EACCES: 'permission is denied', EISDIR: 'it is a folder' }[
      error.code ?? ''
    ];
    throw new ThetascapeError(
      `The spec "${path}" cannot be read: ${reason ?? error.message}; give a JSON file or one of the presets ${Object.keys(PRESETS).join(', ')}.`,
    );
  });
  try {
    return specOf(path, JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ThetascapeError(`The spec "${path}" is not JSON: ${error.message}; mend it there.`);
  }
}

/** A run's manifest holds the spec that it ran. */
function specOf(path: string, parsed: unknown): unknown {
  if (typeof parsed !== 'object' || parsed === null || !('thetascape' in parsed)) return parsed;
  if ('spec' in parsed) return parsed.spec;
  throw new ThetascapeError(
    `The manifest "${path}" does not hold the spec of a run; give that of a finished run, or a spec.`,
  );
}

/** Kinds of data, of splits and of initial weights with a `path` to a file. */
const FILE_KINDS = ['csv', 'file', 'safetensors'];

/** A copy of plain JSON in which every path to a file starts from `folder`. */
function withPathsFrom(folder: string, node: unknown): unknown {
  if (Array.isArray(node)) return node.map((item) => withPathsFrom(folder, item));
  if (typeof node !== 'object' || node === null) return node;
  // the path of an axis leads into the spec; the `set` of a sweep has keys such as data.path
  const namesFile = 'kind' in node && FILE_KINDS.includes(String(node.kind));
  const isFile = (key: string) => (key === 'path' ? namesFile : key.endsWith('.path'));
  const entries = Object.entries(node).map(([key, value]): [string, unknown] =>
    isFile(key) && typeof value === 'string' ? [key, resolvePath(folder, value)] : [key, withPathsFrom(folder, value)],
  );
  return Object.fromEntries(entries);
}
