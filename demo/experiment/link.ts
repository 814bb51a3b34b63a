/**
 * The experiment in the address: what differs from a preset, part by part, such as
 * `#v=1&p=article&l2=log(1e-5,1,64)&seeds=8&ep=20`.
 */
import { compileExpression } from '../../src/data/expression';
import { ThetascapeError } from '../../src/errors';
import { findPreset, PRESETS, type SpecInput } from '../../src/index';
import { isNumberAt } from '../../src/spec/document';
import { isRecord } from '../../src/spec/paths';
import type { Axis } from '../../src/spec/types';
import { suggest } from '../../src/suggest';
import { dataKind, DATA_STARTS, isDataKind } from './data-starts';
import type { ExplicitDocument } from './edits';
import { applied, editsBetween, explicit, type Edit, type Sweep } from './link-edits';
import { aboutPart, joinHash, splitHash, type Part } from './link-text';
import { readView, writeView, type LinkedView } from './link-view';
import { pathOf, wordOf } from './names';
import { axisText, isAxisText, readAxis, readValue, valueText } from './notation';

/** What the page opens with: the article's sweeps with enough seeds for bands. */
export const OPENING: SpecInput = { ...findPreset('article').input, seeds: 4 };

/** What links without a preset differ from. */
const BASE = 'article';
const FINGERPRINT = 'sha256';

export interface Link {
  input: SpecInput;
  view: LinkedView;
  /** Fingerprint of the CSV file that is still to be dropped. */
  fingerprint?: string;
  /** One sentence for each part that was not understood. */
  notUnderstood: string[];
}

/** What a hash stands for; never throws, and what it gives always resolves. */
export function parseLink(hash: string): Link {
  const { parts, mistakes } = splitHash(hash);
  const { view, rest, mistakes: viewMistakes } = readView(parts);
  const file = rest.find(({ key, text }) => key === FINGERPRINT && /^[0-9a-f]{12}$/.test(text));
  const others = rest.filter((part) => part !== file);
  const notUnderstood = [...mistakes, ...viewMistakes];
  const input = others.length === 0 ? OPENING : readExperiment(others, notUnderstood);
  return { input, view, ...(file ? { fingerprint: file.text } : {}), notUnderstood };
}

/** The hash that {@link parseLink} reads as the same experiment. Throws ThetascapeError when the input has mistakes. */
export function writeLink(input: SpecInput, view: LinkedView = {}, fingerprint?: string): string {
  const document = explicit(input);
  const preset = Object.hasOwn(PRESETS, document.name) ? document.name : BASE;
  const base = explicit(findPreset(preset).input);
  const edits = editsBetween(base, document);
  const file = fingerprint === undefined ? [] : [{ key: FINGERPRINT, text: fingerprint }];
  return joinHash([
    { key: 'p', text: preset },
    ...edits.map((edit) => partOf(edit, document)),
    ...file,
    ...writeView(view),
  ]);
}

function readExperiment(parts: readonly Part[], notUnderstood: string[]): SpecInput {
  const attempt = <T>(part: Part, action: () => T): T[] => {
    try {
      return [action()];
    } catch (error) {
      notUnderstood.push(aboutPart(part, error));
      return [];
    }
  };
  const preset = parts.find(({ key }) => key === 'p');
  const [input = findPreset(BASE).input] = preset ? attempt(preset, () => findPreset(preset.text).input) : [];
  const base = explicit(input);
  const kind = parts.find(({ key }) => key === 'data')?.text ?? '';
  const start = isDataKind(kind) ? explicit({ ...base, data: DATA_STARTS[kind] }) : base;
  const read = parts
    .filter((part) => part !== preset)
    .flatMap((part) => attempt(part, () => ({ part, edit: editOf(part, start) })));
  try {
    return computable(
      base,
      read.map(({ edit }) => edit),
    );
  } catch {
    // One by one, to find those that will not do.
    let kept: Edit[] = [];
    for (const { part, edit } of read) {
      attempt(part, () => computable(base, [...kept, edit])).forEach(() => (kept = [...kept, edit]));
    }
    return applied(base, kept);
  }
}

/** What is {@link applied}, if its formula can be read, which nothing else finds out before the data are made. */
function computable(base: ExplicitDocument, edits: readonly Edit[]): ExplicitDocument {
  const document = applied(base, edits);
  if (typeof document.data === 'object' && document.data.kind === 'formula')
    compileExpression(document.data.expression);
  return document;
}

function editOf({ key, text }: Part, document: ExplicitDocument): Edit {
  if (key === 'data') {
    if (isDataKind(text)) return { kind: 'value', path: 'data', value: DATA_STARTS[text] };
    const kinds = Object.keys(DATA_STARTS);
    throw new ThetascapeError(`The data are one of ${kinds.join(', ')}.${suggest(text, kinds)}`);
  }
  if (key === 'sweeps') return text.startsWith('[') ? readSweeps(text) : keptSweeps(text, document);
  const path = pathOf(key);
  if (/^(?:sweeps|version|data$|changes.)/.test(path)) throw new ThetascapeError(`A link has no "${key}".`);
  if (isAxisText(text) && isNumberAt(document, path)) return { kind: 'axis', axis: { path, values: readAxis(text) } };
  return { kind: 'value', path, value: readValue(path, text) };
}

function partOf(edit: Edit, document: ExplicitDocument): Part {
  if (edit.kind === 'keep') return { key: 'sweeps', text: edit.names.join(',') };
  if (edit.kind === 'sweeps') return { key: 'sweeps', text: JSON.stringify(edit.sweeps) };
  if (edit.kind === 'axis') return { key: wordOf(edit.axis.path), text: axisText(edit.axis.values) };
  const { path, value } = edit;
  if (path === 'data') return { key: path, text: dataKind(document) };
  return { key: wordOf(path), text: valueText(path, value) };
}

function keptSweeps(text: string, { sweeps }: ExplicitDocument): Edit {
  const names = text.split(',');
  const known = sweeps.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return { kind: 'keep', names };
  throw new ThetascapeError(`There is no sweep "${unknown.slice(0, 60)}".${suggest(unknown, known)}`);
}

/** Sweeps in full, their axes as lists. */
function readSweeps(text: string): Edit {
  const sweeps = readValue('sweeps', text);
  if (Array.isArray(sweeps) && sweeps.every(isSweep)) return { kind: 'sweeps', sweeps };
  throw new ThetascapeError('Sweeps are a list of {"name", "set", "axes": [{"path", "values"}]}.');
}

function isSweep(sweep: unknown): sweep is Sweep {
  return isRecord(sweep) && Array.isArray(sweep['axes']) && sweep['axes'].every(isAxis);
}

function isAxis(axis: unknown): axis is Axis {
  return isRecord(axis) && Array.isArray(axis['values']);
}
