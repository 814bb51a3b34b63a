/** Back from what is resolved to a document in which every key is present, so that any of them can be set by path. */
import { suggest } from '../suggest';
import { mistaken, type Checked } from './mistakes';
import { listPaths, parsePath, replacedAt, valueAt, type Key } from './paths';
import { SettingSchema, type SettingDocument, type SpecInput } from './schema';
import type { Activation, Setting, Spec } from './types';

const DEFAULT_NETWORK = SettingSchema.entries.network.wrapped.entries;

/** The document that resolves to `spec`, with every key present. */
export function specDocument(spec: Spec) {
  const { version, name, description, sweeps, seeds, halving, ...setting } = spec;
  const own = { version, name, description, ...settingDocument(setting), sweeps, seeds };
  return { ...own, halving: halving ?? null } satisfies SpecInput;
}

/** The document that resolves to `setting`: one value instead of a list where all layers agree. */
export function settingDocument(setting: Setting): SettingDocument {
  const { network, regularization } = setting;
  const { widths, activations, outputActivation, inputActivation, dropoutPosition, init } = network;
  const leaky = [...activations, outputActivation].find(({ kind }) => kind === 'leaky-relu');
  const slope = leaky?.slope ?? DEFAULT_NETWORK.slope.default;
  const short = ({ kind, slope: own }: Activation) =>
    kind === 'leaky-relu' && own !== slope ? { kind, slope: own } : kind;
  return {
    data: setting.data,
    network: {
      hidden: widths.slice(1, -1),
      activation: oneForAll(activations.map(short), inputActivation, DEFAULT_NETWORK.activation.default),
      slope,
      inputActivation,
      outputActivation: short(outputActivation),
      dropoutPosition,
      init: init.kind === 'safetensors' ? init : init.kind,
    },
    training: setting.training,
    regularization: { ...regularization, dropout: oneForAll(regularization.dropout, inputActivation, 0) },
    evaluation: setting.evaluation,
    changes: setting.changes,
  };
}

/** The one value of all layers but a bare input layer, or the list when they differ. */
function oneForAll<T>(values: T[], inputActivation: boolean, none: T): T | T[] {
  const free = inputActivation ? values : values.slice(1);
  const first = free[0] ?? none;
  return free.every((value) => JSON.stringify(value) === JSON.stringify(first)) ? first : values;
}

/**
 * The document with another value at `path`. A number for `network.hidden` is for every hidden layer, and one layer of
 * `regularization.dropout` or `network.activation` can be set where the document holds one value for all.
 *
 * @returns a document that is still to be checked
 */
export function withValue(document: unknown, path: string, value: unknown): Checked<unknown> {
  const keys = parsePath(path) ?? [];
  const addressable = withLists(document, keys);
  if (keys.length === 0 || valueAt(addressable, keys) === undefined) {
    const hint = suggest(path, listPaths(document));
    return mistaken(`"${path.slice(0, 200)}" is not a path of the spec.${hint}`);
  }
  const forAll = path === 'network.hidden' && typeof value === 'number';
  const replacement = forAll ? hiddenOf(document).map(() => value) : value;
  return { ok: true, value: replacedAt(addressable, keys, replacement) };
}

/** Whether there is a number at the path, a seed that may be one, or one number for each layer. */
export function isNumberAt(document: unknown, path: string): boolean {
  const keys = parsePath(path) ?? [];
  const value = valueAt(withLists(document, keys), keys);
  return [value].flat().every((item) => typeof item === 'number' || item === null);
}

/** What may be one value for all layers, with its value at a bare input layer. */
const PER_LAYER: readonly [section: string, field: string, bare: unknown][] = [
  ['network', 'activation', 'identity'],
  ['regularization', 'dropout', 0],
];

/** The document with a list in the place of one value for all layers, where `keys` address one layer. */
function withLists(document: unknown, keys: readonly Key[]): unknown {
  const found = PER_LAYER.find(([section, field]) => section === keys[0] && field === keys[1]);
  if (!found || typeof keys[2] !== 'number') return document;
  const [section, field, bare] = found;
  const value = valueAt(document, [section, field]);
  if (Array.isArray(value)) return document;
  const isBare = valueAt(document, ['network', 'inputActivation']) === false;
  const list = hiddenOf(document).map((_, layer) => (isBare && layer === 0 ? bare : value));
  return replacedAt(document, [section, field], list);
}

function hiddenOf(document: unknown): unknown[] {
  const hidden = valueAt(document, ['network', 'hidden']);
  return Array.isArray(hidden) ? hidden : [];
}
