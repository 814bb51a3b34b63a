/** The steps from a preset to an experiment that a link lists. */
import { ThetascapeError } from '../../src/errors';
import type { SpecInput } from '../../src/index';
import { resolve, specDocument } from '../../src/spec';
import { parsePath, valueAt } from '../../src/spec/paths';
import type { Axis } from '../../src/spec/types';
import { dataKind, DATA_STARTS } from './data-starts';
import { differences } from './differences';
import { withAxis, withSweeps, withValues, type ExplicitDocument } from './edits';

export type Sweep = ExplicitDocument['sweeps'][number];

export type Edit =
  | { kind: 'keep'; names: string[] }
  | { kind: 'value'; path: string; value: unknown }
  | { kind: 'axis'; axis: Axis }
  | { kind: 'sweeps'; sweeps: Sweep[] };

/** The document with every key present. Throws ThetascapeError. */
export function explicit(input: SpecInput): ExplicitDocument {
  return specDocument(resolve(input));
}

/** The document after edits: sweeps are chosen first, then come values, then axes. Throws ThetascapeError. */
export function applied(base: ExplicitDocument, edits: readonly Edit[]): ExplicitDocument {
  const names = edits.flatMap((edit) => (edit.kind === 'keep' ? edit.names : []));
  const sweeps = edits.flatMap((edit) => (edit.kind === 'sweeps' ? edit.sweeps : []));
  const bare = { ...base, sweeps: [{ name: base.name, set: {}, axes: [] }] };
  const start = sweeps.length > 0 ? bare : names.length > 0 ? withSweeps(base, names) : base;
  const values = edits.flatMap((edit) => (edit.kind === 'value' ? [[edit.path, edit.value] as const] : []));
  const axes = edits.flatMap((edit) => (edit.kind === 'axis' ? [edit.axis] : []));
  const changed = withValues(start, values);
  // Together, since rungs of halving may be too late for the epochs of the document and not for those of its sweeps.
  const whole = explicit(sweeps.length > 0 ? { ...changed, sweeps } : changed);
  return explicit(axes.reduce(withAxis, whole));
}

/** The edits that lead from one document to the other; all sweeps in full only where nothing shorter does. */
export function editsBetween(base: ExplicitDocument, document: ExplicitDocument): Edit[] {
  const values = valuesBetween(base, document);
  const short = [...keptBetween(base, document), ...values, ...axesBetween(base, document, values)];
  return leads(base, short, document) ? short : [...values, { kind: 'sweeps', sweeps: document.sweeps }];
}

function leads(base: ExplicitDocument, edits: readonly Edit[], document: ExplicitDocument): boolean {
  try {
    return JSON.stringify(applied(base, edits)) === JSON.stringify(document);
  } catch (error) {
    // Sweeps of the base may not go with the values of the document.
    if (error instanceof ThetascapeError) return false;
    throw error;
  }
}

type ValueEdit = Extract<Edit, { kind: 'value' }>;

function valuesBetween(base: ExplicitDocument, document: ExplicitDocument): ValueEdit[] {
  const kind = dataKind(document);
  const values = new Map<string, unknown>();
  let start = base;
  if (dataKind(base) !== kind) {
    values.set('data', DATA_STARTS[kind]);
    start = explicit({ ...base, data: DATA_STARTS[kind], sweeps: [{ name: base.name }] });
  }
  for (const [path, value] of [...differences(start, document), ...unset(base, document)]) values.set(path, value);
  // While the only layer is bare, an activation set for it is lost.
  const first = ['data', 'network.inputActivation'];
  const place = (path: string) => (first.includes(path) ? first.indexOf(path) : first.length);
  const edits = [...values].map(([path, value]): ValueEdit => ({ kind: 'value', path, value }));
  return edits.sort((a, b) => place(a.path) - place(b.path));
}

/** What sweeps of the base set by themselves and those of the document no longer do. */
function unset(base: ExplicitDocument, document: ExplicitDocument): [path: string, value: unknown][] {
  return base.sweeps.flatMap(({ name, set }) => {
    const own = document.sweeps.find((sweep) => sweep.name === name)?.set ?? set;
    const gone = Object.keys(set).filter((path) => !Object.hasOwn(own, path));
    return gone.map((path): [string, unknown] => [path, valueAt(document, parsePath(path) ?? [])]);
  });
}

function keptBetween(base: ExplicitDocument, document: ExplicitDocument): Edit[] {
  const known = base.sweeps.map(({ name }) => name);
  const names = document.sweeps.map(({ name }) => name).filter((name) => known.includes(name));
  return names.length > 0 && names.length < known.length ? [{ kind: 'keep', names }] : [];
}

/** Axes that are new, and those that an edit of their number would take away. */
function axesBetween(base: ExplicitDocument, document: ExplicitDocument, values: readonly ValueEdit[]): Edit[] {
  const old = new Map(base.sweeps.flatMap(({ axes }) => axes).map((axis) => [axis.path, String(axis.values)]));
  const isSet = (path: string) => values.some((edit) => edit.path === path);
  return document.sweeps
    .flatMap(({ axes }) => axes)
    .filter(({ path, values: own }) => isSet(path) || old.get(path) !== String(own))
    .map((axis) => ({ kind: 'axis', axis }));
}
