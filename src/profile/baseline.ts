import * as v from 'valibot';
import { ThetascapeError } from '../errors';
import { adapterName } from '../gpu/adapter';
import type { Profile } from './profile';
import { isKnown } from './roofline';
import type { KernelProfile } from './steps';

/** How a time compares with that of a baseline. */
export interface TimeChange {
  name: string;
  /** New time by old; NaN where one of them is below its clock's error. */
  ratio: number;
  /** Slower than the tolerance allows, and beyond the spread of both: their middle halves do not overlap. */
  slower: boolean;
}

const TIMED = v.object({
  name: v.string(),
  median: v.number(),
  low: v.number(),
  high: v.number(),
  error: v.number(),
});

/** What of a saved profile later ones are compared with. */
const BASELINE = v.object({
  spec: v.looseObject({ name: v.string() }),
  adapter: v.object({ vendor: v.string(), architecture: v.string(), device: v.string(), description: v.string() }),
  clock: v.object({ kind: v.string() }),
  step: TIMED,
  kernels: v.array(TIMED),
});

export type Baseline = v.InferOutput<typeof BASELINE>;

/** Reads a profile that was saved as JSON. Throws ThetascapeError, naming the file, when it is none. */
export function parseBaseline(text: string, file: string): Baseline {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), BASELINE), text);
  if (parsed.success) return parsed.output;
  throw new ThetascapeError(`The baseline "${file}" is not a saved profile: make one with --save.`);
}

/**
 * Compares a profile with an earlier one.
 *
 * @param tolerance fraction that a time may grow by
 * @throws ThetascapeError when they are not of the same spec on the same adapter by the same clock
 */
export function compareWithBaseline(profile: Profile, baseline: Baseline, tolerance: number): TimeChange[] {
  const now = v.parse(BASELINE, profile);
  for (const what of ['adapter', 'spec', 'clock'] as const) {
    if (JSON.stringify(now[what]) === JSON.stringify(baseline[what])) continue;
    throw new ThetascapeError(
      `The baseline is of another ${what} (${namesOf(baseline)[what]}) than this profile (${namesOf(now)[what]}): ` +
        'times of the two say nothing about each other, so save a new baseline with --save.',
    );
  }
  return [profile.step, ...profile.kernels].flatMap((kernel) => {
    const before = [baseline.step, ...baseline.kernels].find(({ name }) => name === kernel.name);
    return before ? [changeOf(kernel, before, tolerance)] : [];
  });
}

/** What people call what was profiled; specs of one name may still differ in their values. */
function namesOf({ adapter, spec, clock }: Baseline) {
  return {
    adapter: adapterName(adapter),
    spec: `"${spec.name}" with values of its own`,
    clock: clock.kind,
  };
}

function changeOf(now: KernelProfile, before: Baseline['step'], tolerance: number): TimeChange {
  const ratio = isKnown(now) && isKnown(before) ? now.median / before.median : NaN;
  return { name: now.name, ratio, slower: ratio > 1 + tolerance && now.low > before.high };
}
