import { settingDocument } from './document';
import { mistakesError, type Checked } from './mistakes';
import { independentKey } from './model-key';
import { settingAt, sweepSetting } from './sweeps';
import type { Axis, Model, SeedsSpec, Setting, Spec } from './types';

/**
 * All models of a spec: for each sweep, each point of the product of its axes (the first axis slowest), each seed.
 *
 * Models of one point share their setting object.
 *
 * @throws ThetascapeError when values that are right one by one do not go together
 */
export function expand(spec: Spec): Model[] {
  const models: Model[] = [];
  for (const sweep of spec.sweeps) {
    const base = settingDocument(taken(sweepSetting(spec, sweep.set)));
    for (const values of points(sweep.axes)) {
      const setting = taken(settingAt(base, values));
      for (let count = 0; count < spec.seeds.count; count++) {
        const seed = spec.seeds.first + count;
        const key = keyOf(spec.seeds, setting, seed);
        models.push({ index: models.length, sweep: sweep.name, setting, values, seed, key });
      }
    }
  }
  return models;
}

function taken<T>(checked: Checked<T>): T {
  if (!checked.ok) throw mistakesError(checked.mistakes);
  return checked.value;
}

function keyOf(seeds: SeedsSpec, setting: Setting, seed: number): number {
  return seeds.mode === 'paired' ? seed : independentKey(setting, seed);
}

/** The values by path at each point of the product of the axes. */
function* points(axes: readonly Axis[]): Generator<Record<string, number>> {
  const [first, ...rest] = axes;
  if (!first) {
    yield {};
    return;
  }
  for (const value of first.values) {
    for (const others of points(rest)) yield { [first.path]: value, ...others };
  }
}
