/** Changes to what is trained, as the sentence and the link make them: functions from document to document. */
import { applyOverrides, specDocument } from '../../src/spec';
import type { Axis } from '../../src/spec/types';
import type { SpecInput } from '../../src/index';

/** A document in which every key is present. */
export type ExplicitDocument = ReturnType<typeof specDocument>;

const L2_PENALTY = 'regularization.l2Penalty';
const WEIGHT_DECAY = 'regularization.weightDecay';

/** Values by path, in every sweep and instead of an axis over them. Throws ThetascapeError. */
export function withValues(document: ExplicitDocument, values: readonly (readonly [string, unknown])[]): SpecInput {
  const base = values.reduce((changed, [path]) => withoutAxis(changed, path), document);
  return applyOverrides(
    base,
    values.map(([path, value]) => `${path}=${JSON.stringify(value)}`),
  );
}

/** The axis in place of those over the same number; where no sweep has one, in the only sweep or in one of its own. */
export function withAxis(document: ExplicitDocument, axis: Axis): ExplicitDocument {
  const { sweeps } = document;
  const isSame = ({ path }: Axis) => path === axis.path;
  if (sweeps.some(({ axes }) => axes.some(isSame))) {
    const replaced = (axes: Axis[]) => axes.map((one) => (isSame(one) ? axis : one));
    return { ...document, sweeps: sweeps.map((sweep) => ({ ...sweep, axes: replaced(sweep.axes) })) };
  }
  const [only] = sweeps;
  if (only && sweeps.length === 1) return { ...document, sweeps: [{ ...only, axes: [...only.axes, axis] }] };
  return { ...document, sweeps: [...sweeps, { name: sweepName(axis.path), set: {}, axes: [axis] }] };
}

/** Only the sweeps of these names. */
export function withSweeps(document: ExplicitDocument, names: readonly string[]): ExplicitDocument {
  return { ...document, sweeps: document.sweeps.filter(({ name }) => names.includes(name)) };
}

/** Coupled decay becomes decoupled and the other way round, numbers and axes. Throws ThetascapeError. */
export function withDecaysSwapped(document: ExplicitDocument): SpecInput {
  const { l2Penalty, weightDecay } = document.regularization;
  const sweeps = document.sweeps.map(({ name, set, axes }) => ({
    name,
    set: Object.fromEntries(Object.entries(set).map(([path, value]) => [otherDecay(path), value])),
    axes: axes.map((axis) => ({ ...axis, path: otherDecay(axis.path) })),
  }));
  const regularization = { ...document.regularization, l2Penalty: weightDecay, weightDecay: l2Penalty };
  return { ...document, regularization, sweeps };
}

/** Dropout in evaluation: on becomes off, off the mean, the mean on. Throws ThetascapeError. */
export function withNextSemantic(document: ExplicitDocument): SpecInput {
  const next = { on: 'off', off: 'mean', mean: 'on' } as const;
  return withValues(document, [['evaluation.dropout', next[document.evaluation.dropout]]]);
}

function otherDecay(path: string): string {
  if (path === L2_PENALTY) return WEIGHT_DECAY;
  return path === WEIGHT_DECAY ? L2_PENALTY : path;
}

/** A sweep that loses its last axis goes, unless it is the last. */
function withoutAxis(document: ExplicitDocument, path: string): ExplicitDocument {
  const isPart = (axis: Axis) => axis.path === path || axis.path.startsWith(`${path}.`);
  const sweeps = document.sweeps.map((sweep) => ({ ...sweep, axes: sweep.axes.filter((axis) => !isPart(axis)) }));
  const isLeft = (sweep: { axes: Axis[] }, i: number) => sweep.axes.length > 0 || document.sweeps[i]!.axes.length === 0;
  const left = sweeps.filter(isLeft);
  return { ...document, sweeps: left.length > 0 ? left : sweeps.slice(0, 1) };
}

/** `regularization.l2Penalty` → `l2-penalty`. */
function sweepName(path: string): string {
  const word = path.split('.').at(-1)!.replace(/\W+/g, '-').replace(/-$/, '');
  return word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
