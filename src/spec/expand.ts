import { variedOf } from './axes';
import { coarseToFine } from './coarse-to-fine';
import { dimensionsOf, settingCount, valuesAt } from './dimensions';
import { settingDocument } from './document';
import { mistakesError, type Checked } from './mistakes';
import { independentKey } from './model-key';
import { placesOf, withNumbers } from './places';
import { mistakesBetween } from './setting';
import { sweepSetting } from './sweeps';
import type { Model, Spec, SweepSpec } from './types';

/** One setting of a sweep, and the values that it has on the axes. */
type Point = Pick<Model, 'setting' | 'values'>;

/** The settings of one sweep within those of the spec. */
interface Part {
  name: string;
  /** Settings of the sweeps before it, and its own. */
  first: number;
  count: number;
  at: (point: number) => Point;
  ranked: (rank: number) => number;
}

/** Models by their index: a list of them, or {@link Models}, which computes them. */
export interface ModelList extends Iterable<Model> {
  readonly length: number;
  at(index: number): Model | undefined;
}

/**
 * The models of a spec, each computed from its index alone: for each sweep, each point of the product of its axes (the
 * first one slowest), each seed.
 */
export class Models implements ModelList {
  readonly length: number;
  readonly #parts: Part[] = [];
  /** The setting that was asked for last: models of one setting, which follow one another, share the object. */
  #last: { at: number; point: Point } | null = null;

  /** @throws ThetascapeError when values that are right one by one do not go together */
  constructor(private readonly spec: Spec) {
    let first = 0;
    for (const sweep of spec.sweeps) {
      const part = partOf(spec, sweep, first);
      this.#parts.push(part);
      first += part.count;
    }
    this.length = first * spec.seeds.count;
  }

  /** @param index 0 to {@link length} − 1 */
  at(index: number): Model {
    const { seeds } = this.spec;
    const at = Math.floor(index / seeds.count);
    const { name, first, at: pointAt } = this.#partAt(at);
    if (this.#last?.at !== at) this.#last = { at, point: pointAt(at - first) };
    const { setting, values } = this.#last.point;
    const seed = seeds.first + (index % seeds.count);
    const key = seeds.mode === 'paired' ? seed : independentKey(setting, seed);
    return { index, sweep: name, setting, values, seed, key };
  }

  *[Symbol.iterator](): Generator<Model, void, undefined> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }

  /**
   * Index of the model that comes `rank`-th when each sweep is to be covered early: coarse to fine over its settings,
   * all seeds of one together.
   */
  indexAt(rank: number): number {
    const { count } = this.spec.seeds;
    const { first, ranked } = this.#partAt(Math.floor(rank / count));
    return (first + ranked(Math.floor(rank / count) - first)) * count + (rank % count);
  }

  #partAt(setting: number): Part {
    return this.#parts.findLast(({ first }) => first <= setting)!;
  }
}

/**
 * All models of a spec, in order. Models of one setting share its object.
 *
 * @throws ThetascapeError when values that are right one by one do not go together
 */
export function expand(spec: Spec): Model[] {
  return [...new Models(spec)];
}

function partOf(spec: Spec, sweep: SweepSpec, first: number): Part {
  const dimensions = dimensionsOf(sweep);
  const count = settingCount(sweep);
  const base = taken(sweepSetting(spec, sweep.set));
  const document = settingDocument(base);
  const numbers = variedOf(sweep).map(({ path, values }) => [path, values[0]!] as const);
  const places = taken(placesOf(document, numbers));
  const at = (point: number): Point => {
    const values = valuesAt(dimensions, point);
    return { setting: withNumbers(base, places, values), values };
  };
  const mayClash = base.changes.length > 0 || places.has('data');
  for (let point = 0; point < (mayClash ? count : 0); point++) {
    const mistakes = mistakesBetween(at(point).setting);
    if (mistakes.length > 0) throw mistakesError(mistakes);
  }
  return { name: sweep.name, first, count, at, ranked: coarseToFine(dimensions) };
}

function taken<T>(checked: Checked<T>): T {
  if (!checked.ok) throw mistakesError(checked.mistakes);
  return checked.value;
}
