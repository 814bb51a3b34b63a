/** From the document's short forms to one explicit setting. */
import * as v from 'valibot';
import { changeMistakes, changesOf } from './changes';
import { DataObjectSchema } from './data-schema';
import { check, firstRepeated, mistaken, type Checked } from './mistakes';
import { SettingSchema, type SettingDocument } from './schema';
import type { Activation, DataSpec, FractionSplit, Init, NetworkSpec, Setting, Split } from './types';

type ActivationDocument = SettingDocument['network']['outputActivation'];
const IDENTITY: Activation = { kind: 'identity', slope: 0 };

/** Checks a setting document and makes every default explicit. */
export function checkSetting(input: unknown): Checked<Setting> {
  const checked = check(SettingSchema, input);
  return checked.ok ? settle(checked.value) : checked;
}

/** Makes a document explicit whose fields are right one by one; finds what is wrong between them. */
export function settle(document: SettingDocument): Checked<Setting> {
  const changes = changesOf(document.changes);
  const mistakes = layerMistakes(document);
  if (!changes.ok) mistakes.push(...changes.mistakes);
  if (mistakes.length > 0) return mistaken(...dataMistakes(dataOf(document.data)), ...mistakes);
  const setting = settingOf(document);
  const between = mistakesBetween(setting);
  return between.length > 0 ? mistaken(...between) : { ok: true, value: setting };
}

/** The setting that a document stands for, which {@link settle} finds nothing wrong with. */
export function settingOf(document: SettingDocument): Setting {
  const data = dataOf(document.data);
  const changes = changesOf(document.changes);
  const { dropout, ...decay } = document.regularization;
  return {
    data,
    network: networkOf(document.network, data),
    training: document.training,
    regularization: { ...decay, dropout: perLayer(document.network, dropout, 0) },
    evaluation: document.evaluation,
    changes: changes.ok ? changes.value : [],
  };
}

/** What is wrong between numbers that are right one by one. */
export function mistakesBetween(setting: Setting): string[] {
  return [...dataMistakes(setting.data), ...changeMistakes(setting)];
}

/** (hidden layers,) one value for each hidden layer; a single value is for all but a bare input layer. */
function perLayer<T>({ hidden, inputActivation }: SettingDocument['network'], value: T | T[], bare: T): T[] {
  return Array.isArray(value) ? value : hidden.map((_, layer) => (layer === 0 && !inputActivation ? bare : value));
}

/** The number of feature and target columns. */
function columnsOf(data: DataSpec): { features: number; targets: number } {
  return data.kind === 'csv'
    ? { features: data.features.length, targets: data.targets.length }
    : { features: 1, targets: 1 };
}

function dataOf(document: SettingDocument['data']): DataSpec {
  const data = typeof document === 'string' ? v.parse(DataObjectSchema, { kind: document }) : document;
  if (data.kind !== 'csv') return { ...data, split: splitOf(data.split) };
  return { ...data, features: [data.features].flat(), targets: [data.targets].flat(), split: splitOf(data.split) };
}

function splitOf<S extends Split>(split: number | S): S | FractionSplit {
  return typeof split === 'number' ? { kind: 'fraction', fraction: split, seed: null } : split;
}

function networkOf(network: SettingDocument['network'], data: DataSpec): NetworkSpec {
  const { features, targets } = columnsOf(data);
  const activation = (item: ActivationDocument) => activationOf(item, network.slope);
  return {
    widths: [features, ...network.hidden, targets],
    activations: perLayer(network, network.activation, IDENTITY.kind).map(activation),
    outputActivation: activation(network.outputActivation),
    inputActivation: network.inputActivation,
    dropoutPosition: network.dropoutPosition,
    init: initOf(network.init),
  };
}

function activationOf(item: ActivationDocument, slope: number): Activation {
  if (typeof item !== 'string') return item;
  return { kind: item, slope: item === 'leaky-relu' ? slope : 0 };
}

function initOf(init: SettingDocument['network']['init']): Init {
  return typeof init === 'string' ? { kind: init } : init;
}

function dataMistakes(data: DataSpec): string[] {
  if (data.kind === 'formula' && data.from >= data.to) {
    return [`data.from must be below data.to, but ${data.from} is not below ${data.to}.`];
  }
  if (data.kind !== 'csv') return [];
  return (['features', 'targets'] as const).flatMap((key) => {
    const twice = firstRepeated(data[key]);
    return twice === undefined ? [] : [`data.${key} lists the column "${twice}" twice.`];
  });
}

/** A list of one value for each layer must fit the layers, and a bare input layer takes neither. */
function layerMistakes({ network, regularization }: SettingDocument): string[] {
  const layers = network.hidden.length;
  const lengths = (path: string, list: unknown, item: string) =>
    Array.isArray(list) && list.length !== layers
      ? [`${path} lists ${list.length} values for ${layers} hidden layers; give one for each, or a single ${item}.`]
      : [];
  const mistakes = [
    ...lengths('network.activation', network.activation, 'activation for all'),
    ...lengths('regularization.dropout', regularization.dropout, 'probability for all'),
  ];
  if (network.inputActivation || layers === 0) return mistakes;
  const bare = 'because network.inputActivation is false';
  if (Array.isArray(network.activation) && network.activation[0] !== 'identity') {
    mistakes.push(`network.activation[0] must be "identity" ${bare}.`);
  }
  if (Array.isArray(regularization.dropout) && regularization.dropout[0] !== 0) {
    mistakes.push(`regularization.dropout[0] must be 0 ${bare}.`);
  }
  return mistakes;
}
