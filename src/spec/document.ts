/** Back from what is resolved to a document in which every key is present, so that any of them can be set by path. */
import { suggest } from '../suggest';
import { mistaken, type Checked } from './mistakes';
import { listPaths, parsePath, replacedAt, valueAt, type Key } from './paths';
import { SettingSchema, type SettingDocument, type SpecInput } from './schema';
import { perLayer } from './setting';
import type { Activation, Setting, Spec } from './types';

const DEFAULT_NETWORK = SettingSchema.entries.network.wrapped.entries;

/** The document that resolves to `spec`, with every key present. */
export function specDocument(spec: Spec) {
  const { version, name, description, sweeps, seeds, ...setting } = spec;
  return { version, name, description, ...settingDocument(setting), sweeps, seeds } satisfies SpecInput;
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
 */
export function withValue<D extends SettingDocument>(document: D, path: string, value: unknown): Checked<D> {
  const keys = parsePath(path);
  const addressable = keys && withLists(document, keys);
  if (!addressable || valueAt(addressable, keys) === undefined) return mistaken(wrongPath(document, path));
  const hidden = path === 'network.hidden' && typeof value === 'number';
  const replacement = hidden ? document.network.hidden.map(() => value) : value;
  return { ok: true, value: replacedAt(addressable, keys, replacement) as D };
}

/** Whether there is a number at the path, a seed that may be one, or one number for each layer. */
export function isNumberAt(document: SettingDocument, path: string): boolean {
  const keys = parsePath(path) ?? [];
  const value = valueAt(withLists(document, keys), keys);
  return [value].flat().every((item) => typeof item === 'number' || item === null);
}

/** The document with a list in the place of one value for all layers, where `keys` address one layer. */
function withLists<D extends SettingDocument>(document: D, keys: readonly Key[]): D {
  const [section, field, layer] = keys;
  if (typeof layer !== 'number') return document;
  if (section === 'network' && field === 'activation') {
    const activation = perLayer(document, document.network.activation, 'identity');
    return { ...document, network: { ...document.network, activation } };
  }
  if (section === 'regularization' && field === 'dropout') {
    const dropout = perLayer(document, document.regularization.dropout, 0);
    return { ...document, regularization: { ...document.regularization, dropout } };
  }
  return document;
}

function wrongPath(document: SettingDocument, path: string): string {
  return `"${path.slice(0, 200)}" is not a path of the spec.${suggest(path, listPaths(document))}`;
}
